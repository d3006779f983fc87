// Lists that are read page by page: the parameters `after` and `limit`, and the member `next` of
// the answer. Any thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "http/limits.h"
#include "http/net/query.h"
#include "http/net/response.h"
#include "json/syntax/text.h"

namespace lastseat::http {

// The number of rows of a page, from the query.
inline std::int64_t page_size_in(Query& query) {
  return query.number("limit", limits::kPageDefault, 1, limits::kPage);
}

struct Page {
  explicit Page(Query& query)
      : after(query.number("after", 0, 0, std::numeric_limits<std::int64_t>::max())),
        size(page_size_in(query)) {}

  // One more than the page has: if it exists, there is a next page.
  std::int64_t rows_to_read() const { return size + 1; }

  // {"NAME": [ … ], "next": …}. `write` writes one row; `number_of` returns the number of a row,
  // after which the next page begins.
  template <class Row, class Write, class NumberOf>
  Response of(std::string_view name, const std::vector<Row>& found, Write&& write,
              NumberOf&& number_of) const {
    const auto shown = std::min(found.size(), static_cast<std::size_t>(size));
    Response response;
    json::Text text(response.body);
    text.open();
    text.name(name);
    text.open_list();
    for (std::size_t i = 0; i < shown; ++i) write(text, found[i]);
    text.close_list();
    text.field_or_null("next", found.size() > shown ? number_of(found[shown - 1]) : 0);
    text.close();
    return response;
  }

  const std::int64_t after;
  const std::int64_t size;
};

}  // namespace lastseat::http
