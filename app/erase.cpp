// lastseat erase ROLL: erases the personal data of a student in every file of the data folder.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "clock.h"
#include "data_option.h"
#include "failure.h"
#include "fest_folder.h"
#include "live/mirror.h"
#include "log.h"
#include "platform/random.h"
#include "progress.h"
#include "store/journal/ledger.h"
#include "store/sqlite/error.h"
#include "store/sqlite/reader.h"
#include "store/students.h"
#include "subcommands.h"
#include "words/words.h"
#include "writer/writer.h"

namespace lastseat {
namespace {

struct EraseArguments {
  std::string roll;
  bool yes = false;
  std::string data;
};

// Throws Failure if there is nothing to erase.
Message what_it_would_erase(Reader& reader, const Roll& roll) {
  const Outcome outcome = reader.read(preview, Erase{roll});
  const auto* erased = std::get_if<Erased>(&outcome);
  if (!erased) {
    const bool before = std::get<Refused>(outcome).reason == Reason::already_erased;
    throw Failure(Exit::kFailed, before ? Message{"erase.already"}
                                        : Message{"erase.unknown", {{"roll", roll.text}}});
  }
  const auto record = reader.read(find_student_record, roll);
  if (!record) {
    const auto rows = static_cast<std::int64_t>(erased->rows.size());
    return Message{"erase.what_refused", {{"roll", roll.text}, {"rows", rows}}};
  }
  const auto entries = static_cast<std::int64_t>(record->registrations.size());
  return Message{
      "erase.what",
      {{"name", record->student.name}, {"roll", record->student.roll.text}, {"entries", entries}}};
}

// Throws Failure unless a person types yes.
void ask() {
  std::fputs((say(Message{"erase.ask"}) + " ").c_str(), stdout);
  std::fflush(stdout);
  std::string typed;
  std::getline(std::cin, typed);
  if (typed != "yes") throw Failure(Exit::kFailed, Message{"erase.nothing"});
}

void submit(Writer& writer, const Roll& roll) {
  Request request;
  request.command = Erase{roll};
  request.desk = "command line";
  Progress progress(Message{"erase.erasing"});
  const Reply reply = progress.wait(writer.submit(std::move(request)));
  if (reply.delivery == Delivery::full) throw Failure(Exit::kFailed, Message{"erase.disk_full"});
  if (reply.delivery != Delivery::committed || reply.answer.outcome != Erased::kName) {
    throw Failure(Exit::kFailed, Message{"erase.not_certain"});
  }
}

int erase_in(const FestFolder& folder, const EraseArguments& arguments, LastEnd last_end) {
  Log log(folder.log());
  const auto warn = [&](const Message& what) { log.warn(what); };
  bool everywhere = true;
  std::optional<Mirror> mirror;
  Writer::Hooks hooks;
  hooks.now_ms = now_ms;
  hooks.random = platform::random_bits;
  hooks.log = [&](const Message& what) {
    everywhere = everywhere && what.code != "writer.not_erased";
    warn(what);
  };
  hooks.committed = [&](Seq seq) { mirror->notify(seq); };
  hooks.erased = [&](const Roll& roll) { everywhere = mirror->erase(roll) && everywhere; };
  Committer file(folder.database(), hooks, last_end);
  Reader reader(folder.database());
  // First what an erasure that was interrupted may have left in the mirror.
  mirror.emplace(reader, folder.mirror(), Mirror::Hooks{now_ms, warn});
  const Roll roll(arguments.roll);
  std::puts(say(what_it_would_erase(reader, roll)).c_str());
  if (!arguments.yes) ask();
  {
    Writer writer(file);
    submit(writer, roll);
    writer.stop();
  }
  mirror->stop();
  file.close();
  if (!everywhere) throw Failure(Exit::kFailed, Message{"erase.not_everywhere"});
  std::puts(say(Message{"erase.done"}).c_str());
  return std::fflush(stdout) == 0 ? Exit::kDone : Exit::kFailed;
}

int erase(const EraseArguments& arguments) {
  const FestFolder folder{data_folder(arguments.data)};
  expect_fest(folder);
  try {
    platform::LockFile lock = take(folder);
    const int code = erase_in(folder, arguments, last_end(lock));
    tidy(folder);
    lock.done();
    return code;
  } catch (const FolderTaken&) {
    throw Failure(Exit::kDataFolder, Message{"erase.running", {{"folder", folder.path.string()}}});
  } catch (const StorageError& error) {
    fail(folder, error);
  }
}

}  // namespace

Run define_erase(CLI::App& app) {
  const auto arguments = std::make_shared<EraseArguments>();
  app.add_option("ROLL", arguments->roll, say(Message{"option.roll"}))
      ->required()
      ->option_text(" ");
  app.add_flag("--yes", arguments->yes, say(Message{"option.yes"}));
  add_data_option(app, arguments->data);
  return [arguments] { return erase(*arguments); };
}

}  // namespace lastseat
