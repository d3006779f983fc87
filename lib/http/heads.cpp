#include "http/heads.h"

#include <optional>
#include <vector>

#include "http/net/etag.h"
#include "http/net/header.h"
#include "http/net/problem.h"
#include "text/compare.h"

namespace lastseat::http {
namespace {

Refusal another_fest() { return {problem(409, Message{"another_fest"})}; }

}  // namespace

std::string tag_of(const Head& head) { return entity_tag(text_of(head)); }

std::shared_ptr<const HeaderList> Heads::now() {
  std::shared_ptr<const Head> head = writer_.head();
  const std::lock_guard lock(mutex_);
  if (head != head_) {
    headers_ = std::make_shared<const HeaderList>(
        HeaderList{{kFestHeader, writer_.identity()}, {kHeadHeader, text_of(*head)}});
    head_ = std::move(head);
  }
  return headers_;
}

void Heads::remember(const Head& head) {
  const std::lock_guard lock(mutex_);
  place_of(head) = head;
}

Head& Heads::place_of(const Head& head) {
  return recent_[static_cast<std::size_t>(head.seq) % recent_.size()];
}

std::optional<Head> Heads::check(const httplib::Request& request) {
  const Header fest = find_header(request, kFestHeader);
  const Header head = find_header(request, kHeadHeader);
  std::vector<Mistake> mistakes;
  if (fest.count > 1) {
    mistakes.push_back(
        {Message{"header.repeated", {{"name", kFestHeader}}}, "header", kFestHeader});
  }
  const std::optional<Head> named = head_from(head.value);
  if (head.count > 1 || (head.count == 1 && !named)) {
    mistakes.push_back({Message{"header.head", {{"name", kHeadHeader}}}, "header", kHeadHeader});
  }
  if (!mistakes.empty()) throw Refusal{mistaken(mistakes)};

  if (fest.count == 1 && !text::same_ignoring_case(fest.value, writer_.identity())) {
    throw another_fest();
  }
  if (head.count == 0 || *named == *writer_.head()) return std::nullopt;
  const std::lock_guard lock(mutex_);
  return place_of(*named) == *named ? std::nullopt : named;
}

// A head is in an answer only after its commit: whoever has it from us finds it in the database.
void Heads::expect(const Head& head) {
  if (!reader_.read(passes_through, head)) throw another_fest();
}

}  // namespace lastseat::http
