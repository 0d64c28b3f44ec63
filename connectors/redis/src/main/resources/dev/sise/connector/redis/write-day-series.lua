-- KEYS: the hash of a series.
-- ARGV: TTL in seconds, day yyyymmdd, field, seq, "<value> <seq>".
-- Returns 0 = refused, a newer day or a larger seq is stored; 1 = written.
local day = redis.call('HGET', KEYS[1], 'day')
if day ~= ARGV[2] then
  -- Days have eight digits each; anything else in its place is no day.
  if day and string.match(day, '^%d%d%d%d%d%d%d%d$') and day > ARGV[2] then
    return 0
  end
  redis.call('DEL', KEYS[1])
else
  local stored = string.match(redis.call('HGET', KEYS[1], ARGV[3]) or '', '^%d+ (%d+)$')
  -- Decimal numbers without leading zeros: the longer one is larger. Lua's own numbers are exact to 2^53 only.
  if stored and (#stored > #ARGV[4] or (#stored == #ARGV[4] and stored > ARGV[4])) then
    return 0
  end
end
redis.call('HSET', KEYS[1], 'day', ARGV[2], ARGV[3], ARGV[5])
redis.call('EXPIRE', KEYS[1], ARGV[1])
return 1
