\set student random(1, 2000000000)
BEGIN;
SELECT seats FROM events WHERE id = 1 FOR UPDATE;
UPDATE events SET seats = seats - 1 WHERE id = 1;
INSERT INTO registrations (event, student) VALUES (1, :student) ON CONFLICT DO NOTHING;
COMMIT;
