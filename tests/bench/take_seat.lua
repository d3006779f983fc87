-- In Redis: a seat for a student who has none yet. KEYS: how many are left, and who has one.
if redis.call('SISMEMBER', KEYS[2], ARGV[1]) == 1 then return 'already' end
if tonumber(redis.call('GET', KEYS[1])) == 0 then return 'full' end
redis.call('DECR', KEYS[1])
redis.call('SADD', KEYS[2], ARGV[1])
return 'confirmed'
