// The same two strategies as lease.cpp and lease_fenced.cpp, with the lock where textbooks put it:
// in Redis, taken by SET … NX PX and given back by a script that checks the holder.
#include <hiredis/hiredis.h>

#include "prove/strategies/all.h"
#include "prove/strategies/lease_lock.h"
#include "prove/strategies/notebook.h"
#include "text/error.h"

namespace lastseat::prove {
namespace {

constexpr const char* kGiveBack =
    "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";

struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, FreeReply>;

class Redis {
 public:
  explicit Redis(const std::string& server) {
    const std::size_t colon = server.rfind(':');
    context_.reset(
        redisConnect(server.substr(0, colon).c_str(), std::stoi(server.substr(colon + 1))));
    if (!context_ || context_->err) throw Error(Message{"lab.no_redis", {{"server", server}}});
  }

  // Throws when Redis does not answer, or answers with an error.
  Reply ask(const std::vector<std::string>& words) {
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    for (const std::string& word : words) {
      texts.push_back(word.data());
      sizes.push_back(word.size());
    }
    Reply reply(static_cast<redisReply*>(redisCommandArgv(
        context_.get(), static_cast<int>(words.size()), texts.data(), sizes.data())));
    if (!reply) throw Error(Message{"lab.redis", {{"text", std::string(context_->errstr)}}});
    if (reply->type == REDIS_REPLY_ERROR) {
      throw Error(Message{"lab.redis", {{"text", std::string(reply->str)}}});
    }
    return reply;
  }

 private:
  struct Close {
    void operator()(redisContext* context) const { redisFree(context); }
  };
  std::unique_ptr<redisContext, Close> context_;
};

std::string tokens_of(const std::string& name) { return name + ":token"; }

class RedisLock final : public LeaseLock {
 public:
  RedisLock(const Place& place, int worker)
      : redis_(place.servers.redis), holder_("worker " + std::to_string(worker)) {}

  void give_back(const std::string& name) override {
    redis_.ask({"EVAL", kGiveBack, "1", name, holder_});
  }

 private:
  std::int64_t try_take(const std::string& name) override {
    const Reply taken =
        redis_.ask({"SET", name, holder_, "NX", "PX", std::to_string(kLease.count())});
    if (taken->type == REDIS_REPLY_NIL) return 0;
    return redis_.ask({"INCR", tokens_of(name)})->integer;
  }

  Redis redis_;
  const std::string holder_;
};

// Redis outlives a race: the locks of the previous one are removed.
void create(const Place& place) {
  Notebook::kGround.create(place);
  Redis redis(place.servers.redis);
  for (int event = 0; event < place.events; ++event) {
    redis.ask({"DEL", lock_of(event), tokens_of(lock_of(event))});
  }
}

std::unique_ptr<LeaseLock> redis(const Place& place, int worker) {
  return std::make_unique<RedisLock>(place, worker);
}

Strategy on_redis(Strategy strategy) {
  strategy.ground = {create, Notebook::kGround.reopen};
  strategy.needs = &Servers::redis;
  return strategy;
}

}  // namespace

Strategy redis_lock() {
  return on_redis(
      {"redis-lock", Message{"strategy.redis_lock"}, false, false, {}, [](const Place& place) {
         return open_leased(place, redis);
       }});
}

Strategy redis_fenced() {
  return on_redis(
      {"redis-fenced", Message{"strategy.redis_fenced"}, true, true, {}, [](const Place& place) {
         return open_fenced(place, redis);
       }});
}

}  // namespace lastseat::prove
