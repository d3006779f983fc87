// A short sound for each verdict, for people who look at the scanner and not at the screen.

const kTones = {
  // frequencies in Hz, played one after another
  done: [880],
  waiting: [660, 880],
  already: [440, 440],
  ask: [440, 440],
  no: [220, 165],
};
const kToneS = 0.12;
let context = null;

export function play(tone) {
  context ??= new AudioContext();
  (kTones[tone] ?? []).forEach((hertz, index) => {
    const startS = context.currentTime + index * kToneS * 1.3;
    const oscillator = new OscillatorNode(context, { frequency: hertz, type: 'triangle' });
    const gain = new GainNode(context, { gain: 0.25 });
    gain.gain.setTargetAtTime(0, startS + kToneS * 0.6, 0.03);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(startS);
    oscillator.stop(startS + kToneS);
  });
}
