\set student random(1, 2000000000)
WITH seat AS (UPDATE events SET seats = seats - 1 WHERE id = 1 AND seats > 0 RETURNING id)
INSERT INTO registrations (event, student) SELECT id, :student FROM seat ON CONFLICT DO NOTHING;
