// Foreign text made fit for terminals, XML, HTML and Markdown.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/base/visible.h"

namespace deadair::reports {

using deadair::Lines;
using deadair::visible;

// The beginning or the end of a text, with a mark that tells how long it was: at most bytes_max
// bytes (or the mark alone), and never half a character.
[[nodiscard]] std::string cut(std::string_view text, std::size_t bytes_max);
[[nodiscard]] std::string cut_front(std::string_view text, std::size_t bytes_max);

// Visible, then cut: what every report shows of a text that is not ours.
[[nodiscard]] std::string shown(std::string_view text, std::size_t bytes_max = 4096,
                                Lines lines = Lines::one);

// Escapes & < > " ' : for text and for attributes in quotes, in XML 1.0 and HTML. The text is made
// visible first; line feeds of Lines::many stay.
[[nodiscard]] std::string markup(std::string_view text, Lines lines = Lines::one);

// Escapes what Markdown, its tables, its links and its mentions are made of.
[[nodiscard]] std::string markdown(std::string_view text);

// A link, where the whole text is an http or https address of letters that mean nothing else in
// Markdown, and of nobody's name before the host; as markdown() else.
[[nodiscard]] std::string markdown_link(std::string_view text);

// A fenced block that no run of backticks in the text can end.
[[nodiscard]] std::string fenced(std::string_view text);

}  // namespace deadair::reports
