// The links of a chained Ogg file: one stream behind another in the same bytes.
#pragma once

#include <string_view>
#include <vector>

namespace deadair::reference {

// Cuts where a page that begins a stream stands behind one that does not. What is no page belongs
// to the link that it stands in; bytes without any page are one link. Source: RFC 3533, section 4.
[[nodiscard]] std::vector<std::string_view> ogg_links(std::string_view file);

}  // namespace deadair::reference
