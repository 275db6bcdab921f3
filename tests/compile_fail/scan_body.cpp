// SPDX-License-Identifier: MIT
// EXPECT: scan: the body must return std::tuple(carry, result of the step)
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr auto body = [](auto const& c, auto const& e) { return c + e; };
#else
constexpr auto body = [](auto const& c, auto const& e) { return std::tuple{c + e, c}; };
#endif
auto run(tn::Tensor<float, 3> const& x, tn::Tensor<float, 5, 3> const& xs) { return tn::scan(body, x, xs); }
