// SPDX-License-Identifier: MIT
// EXPECT: scan: the first axes of the sequences must have one extent
// EXPECT: 5, 4
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr std::size_t n = 4;
#else
constexpr std::size_t n = 5;
#endif
auto run(tn::Tensor<float, 5, 3> const& xs, tn::Tensor<float, n> const& ys) {
  return tn::scan(
      [](auto const& c, auto const& e) {
        auto const [x, y] = e;
        return std::tuple{c + tn::sum(x) * y, c};
      },
      0.f, std::tuple{xs, ys});
}
