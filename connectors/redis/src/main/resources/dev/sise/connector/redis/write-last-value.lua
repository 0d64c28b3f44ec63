-- KEYS: the value's key (also the channel's name), the key of its version.
-- ARGV: version's TTL in seconds, version "<epoch> <seq>", value, value's TTL in seconds, "1" to publish.
-- Returns 0 = refused, a newer version is stored; 1 = written; 2 = written and published.
local stored = redis.call('GET', KEYS[2])
if stored and stored ~= ARGV[2] then
  local storedEpoch, storedSeq = string.match(stored, '^(%d+) (%d+)$')
  if storedEpoch then
    local epoch, seq = string.match(ARGV[2], '^(%d+) (%d+)$')
    local a, b = storedEpoch, epoch
    if a == b then
      a, b = storedSeq, seq
    end
    -- Decimal numbers without leading zeros: the longer one is larger. Lua's own numbers are exact to 2^53 only.
    if #a > #b or (#a == #b and a > b) then
      return 0
    end
  end
end
-- The version first: should the second write fail, the same version is accepted again and an older one is not.
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[1])
redis.call('SET', KEYS[1], ARGV[3], 'EX', ARGV[4])
if ARGV[5] == '1' then
  redis.call('PUBLISH', KEYS[1], ARGV[3])
  return 2
end
return 1
