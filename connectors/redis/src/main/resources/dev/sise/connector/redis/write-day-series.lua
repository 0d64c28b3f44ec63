-- KEYS: the hash of a series.
-- ARGV: TTL in seconds, day yyyymmdd, then of each point its field and "<value> <seq>".
-- Returns 0 = refused, a newer day or larger seqs of all points are stored; 1 = written.
local day = redis.call('HGET', KEYS[1], 'day')
local sameDay = day == ARGV[2]
-- Days have eight digits each; anything else in its place is no day.
if day and not sameDay and string.match(day, '^%d%d%d%d%d%d%d%d$') and day > ARGV[2] then
  return 0
end
local series = {'day', ARGV[2]}
for i = 3, #ARGV, 2 do
  local stored = sameDay and string.match(redis.call('HGET', KEYS[1], ARGV[i]) or '', '^%d+ (%d+)$')
  local seq = string.match(ARGV[i + 1], ' (%d+)$')
  -- Decimal numbers without leading zeros: the longer one is larger. Lua's own numbers are exact to 2^53 only.
  if not stored or #stored < #seq or (#stored == #seq and stored <= seq) then
    series[#series + 1] = ARGV[i]
    series[#series + 1] = ARGV[i + 1]
  end
end
if #series == 2 then
  return 0
end
if not sameDay then
  redis.call('DEL', KEYS[1])
end
redis.call('HSET', KEYS[1], unpack(series))
redis.call('EXPIRE', KEYS[1], ARGV[1])
return 1
