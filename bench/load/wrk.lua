-- Sends the requests of a file one after the other, and prints what became of them as JSON.
-- Each request in the file has its number of bytes on the line before it.

local requests = {}
local place = 0

function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  while true do
    local length = file:read("*n")
    if length == nil then break end
    file:read(1)
    requests[#requests + 1] = file:read(length)
  end
  file:close()
end

function request()
  place = place % #requests + 1
  return requests[place]
end

function done(summary, latency)
  local errors = {}
  local failures = 0
  for name, count in pairs(summary.errors) do
    failures = failures + count
    if count > 0 then errors[#errors + 1] = string.format("%s: %d", name, count) end
  end
  io.write(string.format(
    '\nresult:{"requests":%d,"failures":%d,"errors":"%s","seconds":%f,"p50":%f,"p99":%f}\n',
    summary.requests, failures, table.concat(errors, ", "),
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
