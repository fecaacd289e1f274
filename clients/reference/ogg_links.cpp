// Looks at each page's header for whether it begins a stream.
#include "clients/reference/ogg_links.h"

#include <ogg/ogg.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace deadair::reference {

namespace {

struct Closer {
  void operator()(ogg_sync_state* state) const {
    ogg_sync_clear(state);
    delete state;
  }
};

}  // namespace

std::vector<std::string_view> ogg_links(std::string_view file) {
  const std::unique_ptr<ogg_sync_state, Closer> state(new ogg_sync_state());
  ogg_sync_init(state.get());
  char* const buffer = ogg_sync_buffer(state.get(), static_cast<long>(file.size()));
  if (buffer == nullptr) return {file};
  std::memcpy(buffer, file.data(), file.size());
  ogg_sync_wrote(state.get(), static_cast<long>(file.size()));

  std::vector<std::string_view> links;
  std::size_t begin = 0;
  std::size_t at = 0;
  bool in_headers = true;
  ogg_page page{};
  // A page has as many bytes as is told; so many less than none were none.
  for (long size = 0; (size = ogg_sync_pageseek(state.get(), &page)) != 0;
       at += static_cast<std::size_t>(std::labs(size))) {
    if (size < 0) continue;
    const bool begins_stream = ogg_page_bos(&page) != 0;
    if (begins_stream && !in_headers) {
      links.push_back(file.substr(begin, at - begin));
      begin = at;
    }
    in_headers = begins_stream;
  }
  links.push_back(file.substr(begin));
  return links;
}

}  // namespace deadair::reference
