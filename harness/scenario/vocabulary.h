// The words that scenario files may use: verbs, checks, faults, and what the contract lets a client
// declare.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace deadair::scenario {

using Words = std::span<const std::string_view>;

[[nodiscard]] Words act_verbs();
[[nodiscard]] Words restart_words();
[[nodiscard]] Words session_words();
[[nodiscard]] Words checks();
// Routes by which faults and requests are named; "any" stands for all of them in a fault.
[[nodiscard]] Words routes();
[[nodiscard]] Words media_oddities();
[[nodiscard]] Words memberships();
// Features and reports of the adapter contract, section 3: what `needs` may name.
[[nodiscard]] Words features_and_reports();

// The feature of the contract that an act needs; empty for what every listener has.
[[nodiscard]] std::string_view feature_of_act(std::string_view verb);

// Whether ids can begin with this word, as those in a folder of this name do.
[[nodiscard]] bool can_be_theme(std::string_view word);

[[nodiscard]] bool is_one_of(std::string_view word, Words words);
// "play, pause, resume": for messages.
[[nodiscard]] std::string listed(Words words);

}  // namespace deadair::scenario
