-- What wrk sends, and what it counts. LOAD_KIND is
--   hot        every request registers another student for one event, E01
--   scattered  the same, but rolls and keys come in no order: each goes to another page of the file
--   spread     the same for 36 events in turn, E01 to E36
--   mix        six of ten look at the events, three of them with the last ETag seen; three register
--              a student; one cancels a registration that the same thread has made
--   unchanged  every request looks at the events, with the ETag LOAD_ETAG
-- LOAD_FIRST is the number of the first student (rolls.h makes the same rolls of a number). The last
-- line that is printed is JSON.
local kind = os.getenv("LOAD_KIND")
local first = tonumber(os.getenv("LOAD_FIRST")) or 0
local etag = os.getenv("LOAD_ETAG")

local threads = {}
function setup(thread)
  thread:set("id", #threads)
  table.insert(threads, thread)
end

-- From here on to response(): each thread for itself.
local turn = 0
local students = 0
local made = {}  -- the paths of the registrations that can be cancelled
statuses = {}

local function register(event)
  local n = first + 2 * students + id  -- there are at most two threads
  students = students + 1
  local roll = kind == "scattered" and string.format("%08d", n * 38742049 % 100000000) or
    string.format("S%08d", n)
  local headers = {["Content-Type"] = "application/json", ["Idempotency-Key"] = roll}
  local student = string.format('{"roll":"%s","name":"Student %s"}', roll, roll)
  return wrk.format("POST", "/api/registrations", headers,
    string.format('{"event":"%s","roll":"%s","student":%s}', event, roll, student))
end

local function hot() return register("E01") end
local function spread() return register(string.format("E%02d", students % 36 + 1)) end
local function look() return wrk.format("GET", "/api/events") end
local function look_again()
  return wrk.format("GET", "/api/events", etag and {["If-None-Match"] = etag} or {})
end
local function cancel()
  local registration = table.remove(made)
  if not registration then return spread() end  -- none yet
  return wrk.format("DELETE", registration)
end

local kinds = {
  hot = {hot},
  scattered = {hot},
  spread = {spread},
  mix = {look, spread, look_again, look, look_again, spread, look, cancel, look_again, spread},
  unchanged = {look_again},
}
local steps = kinds[kind]
function request()
  turn = turn + 1
  return steps[turn % #steps + 1]()
end

local function count(status) statuses[status] = (statuses[status] or 0) + 1 end
if kind == "mix" then
  function response(status, headers)
    count(status)
    if status == 200 then
      etag = headers["ETag"] or etag
    elseif status == 201 then
      table.insert(made, headers["Location"])
    end
  end
else
  response = count
end

function done(summary, latency)
  local sums = {}
  for _, thread in ipairs(threads) do
    for status, n in pairs(thread:get("statuses")) do sums[status] = (sums[status] or 0) + n end
  end
  local listed = {}
  for status, n in pairs(sums) do table.insert(listed, string.format('"%d": %d', status, n)) end
  local errors = summary.errors
  io.write(string.format('{"rate": %.1f, "p50_ms": %.3f, "p99_ms": %.3f, "p99.9_ms": %.3f, ' ..
    '"errors": %d, "statuses": {%s}}\n',
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, latency:percentile(99.9) / 1000,
    errors.connect + errors.read + errors.write + errors.timeout, table.concat(listed, ", ")))
end
