#include "prove/auditor.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace lastseat::prove {
namespace {

// What is known of one event.
struct Account {
  std::set<int> asked;             // students
  std::map<int, int> confirmed;    // student → how often told "confirmed"
  std::set<int> told_already;      // students told that they have a registration
  std::map<int, int> registered;   // student → how often in the books
  std::int64_t promises = 0;       // all that were told "confirmed"
  std::int64_t rows = 0;           // registrations in the books
  std::vector<std::int64_t> left;  // what the event says; exactly one
};

std::map<int, Account> accounts_of(const std::vector<Heard>& all, const Books& books) {
  std::map<int, Account> accounts;
  for (const Heard& heard : all) {
    Account& account = accounts[heard.event];
    account.asked.insert(heard.student);
    if (heard.told == Told::already) account.told_already.insert(heard.student);
    if (heard.told != Told::confirmed) continue;
    ++account.confirmed[heard.student];
    ++account.promises;
  }
  for (const Books::Registration& row : books.registrations) {
    Account& account = accounts[row.event];
    ++account.registered[row.student];
    ++account.rows;
  }
  for (const Books::Event& event : books.events) accounts[event.event].left.push_back(event.left);
  return accounts;
}

int times(const std::map<int, int>& counts, int student) {
  const auto found = counts.find(student);
  return found == counts.end() ? 0 : found->second;
}

std::int64_t lost_in(const Account& account) {
  std::int64_t lost = 0;
  for (const auto& [student, promised] : account.confirmed) {
    lost += std::max(0, promised - times(account.registered, student));
  }
  for (const int student : account.told_already) {
    // Counted once: a student who was also promised a seat is counted above.
    lost += times(account.registered, student) == 0 && times(account.confirmed, student) == 0;
  }
  return lost;
}

std::int64_t ghosts_in(const Account& account) {
  std::int64_t ghosts = 0;
  for (const auto& [student, rows] : account.registered) {
    ghosts += std::max(0, rows - times(account.confirmed, student));
  }
  return ghosts;
}

void judge(int event, const Account& account, std::int64_t seats, Audit& audit) {
  std::vector<Message> found;
  const auto find = [&](std::int64_t& sum, std::int64_t count, Message what) {
    sum += count;
    if (count > 0) found.push_back(std::move(what));
  };
  const auto wanted = std::min(seats, static_cast<std::int64_t>(account.asked.size()));
  const auto distinct = static_cast<std::int64_t>(account.registered.size());
  const bool counted = account.left.size() == 1 && account.left.front() == seats - account.rows;
  const std::int64_t oversold =
      std::max<std::int64_t>(0, std::max(account.rows, account.promises) - seats);
  const std::int64_t duplicates = account.rows - distinct;
  const std::int64_t lost = lost_in(account);
  const std::int64_t ghosts = ghosts_in(account);
  const std::int64_t unsold = std::max<std::int64_t>(0, wanted - account.rows);
  find(audit.oversold, oversold, Message{"audit.oversold", {{"count", oversold}}});
  find(audit.duplicates, duplicates, Message{"audit.duplicates", {{"count", duplicates}}});
  find(audit.lost, lost, Message{"audit.lost", {{"count", lost}}});
  find(audit.ghosts, ghosts, Message{"audit.ghosts", {{"count", ghosts}}});
  find(audit.unsold, unsold, Message{"audit.unsold", {{"count", unsold}}});
  find(audit.miscounted, counted ? 0 : 1, Message{"audit.miscounted"});
  if (found.empty()) return;
  audit.findings.push_back(
      Message{"audit.event", {{"event", event}, {"findings", std::move(found)}}});
}

}  // namespace

bool Audit::sound() const {
  return oversold == 0 && duplicates == 0 && lost == 0 && ghosts == 0 && miscounted == 0 &&
         unsold == 0 && errors == 0;
}

Audit audit(std::int64_t seats, const std::vector<Heard>& all, const Books& books) {
  Audit audit;
  for (const Heard& heard : all) {
    audit.confirmed += heard.told == Told::confirmed;
    audit.errors += heard.told == Told::error;
  }
  const auto first = std::find_if(all.begin(), all.end(),
                                  [](const Heard& heard) { return heard.told == Told::error; });
  if (first != all.end()) {
    audit.findings.push_back(Message{"audit.first_error", {{"why", first->why}}});
  }
  for (const auto& [event, account] : accounts_of(all, books)) {
    judge(event, account, seats, audit);
  }
  return audit;
}

}  // namespace lastseat::prove
