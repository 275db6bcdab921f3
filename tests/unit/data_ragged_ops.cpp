// SPDX-License-Identifier: MIT
// Operations of ragged tensors, on the heap and with capacities. Expected values are those of TensorFlow's definitions.
#include "support/catch.hpp"

#include <tenon/data/ragged.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace {

namespace tn = tenon;
namespace ragged = tenon::ragged;
using Heap = tn::RaggedTensor<float>;
using Fixed = tn::RaggedTensor<float, 1, tn::Shape<>, 4, 8>;
using Deep = tn::RaggedTensor<float, 2>;
using Ints = tn::RaggedTensor<std::int32_t>;

template <class X>
std::string text(X const& x) {
  return tn::to_string(x);
}

// In constant evaluation, without a heap.
constexpr Fixed small{{1, 2}, {}, {3}};
static_assert(small * 2 + small == Fixed{{3, 6}, {}, {9}});
static_assert(ragged::sum(small)(0) == 3 && ragged::sum(small)(1) == 0 &&
              ragged::max(small)(3) == std::numeric_limits<float>::lowest());
static_assert(ragged::gather(small, {2, 0}) == Fixed{{3}, {1, 2}});
static_assert(ragged::sort(small, tn::reverse) == Fixed{{2, 1}, {}, {3}});
static_assert(ragged::reverse(small) == Fixed{{2, 1}, {}, {3}});
static_assert(std::is_same_v<decltype(ragged::concat(small, small)), tn::RaggedTensor<float, 1, tn::Shape<>, 8, 16>>);
static_assert(std::is_same_v<decltype(ragged::stack(small, small)), tn::RaggedTensor<float, 2, tn::Shape<>, 2, 8, 16>>);
static_assert(std::is_same_v<decltype(ragged::stack<1>(small, small)), tn::RaggedTensor<float, 2, tn::Shape<>, 4, 8, 16>>);

template <class R>
void operations() {
  R const r{{1, 2}, {}, {3}}, s{{4, 0.5F}, {}, {-1}};
  CHECK(r + s == R{{5, 2.5F}, {}, {2}});
  CHECK(1 - r == R{{0, -1}, {}, {-2}});
  CHECK(r * s / 2 == R{{2, 0.5F}, {}, {-1.5F}});
  CHECK(-r == R{{-1, -2}, {}, {-3}});
  CHECK(text(r < s) == "[[True, False], [], [False]]");
  CHECK(text(!(r >= 2) || (s > 3)) == "[[True, False], [], [False]]");
  CHECK(ragged::map_flat_values([](auto const& x) { return tn::square(x) + 1.F; }, r) == R{{2, 5}, {}, {10}});
  CHECK(ragged::map_flat_values([](auto const& x) { return tn::cast<std::int32_t>(x); }, r) == Ints{{1, 2}, {}, {3}});
  CHECK(ragged::map_flat_values([](auto const& x, auto const& y, float f) { return x * f + y; }, r, s, 10.F) ==
        R{{14, 20.5F}, {}, {29}});

  CHECK(ragged::concat(r, s) == Heap{{1, 2}, {}, {3}, {4, 0.5F}, {}, {-1}});
  CHECK(ragged::concat<1>(r, s) == Heap{{1, 2, 4, 0.5F}, {}, {3, -1}});
  CHECK(ragged::concat<-1>(r, s, r) == Heap{{1, 2, 4, 0.5F, 1, 2}, {}, {3, -1, 3}});
  CHECK(ragged::stack(r, s) == Deep{{{1, 2}, {}, {3}}, {{4, 0.5F}, {}, {-1}}});
  CHECK(ragged::stack<1>(r, s) == Deep{{{1, 2}, {4, 0.5F}}, {{}, {}}, {{3}, {-1}}});
  CHECK(ragged::try_concat<1>(r, R{{1}}).message() == "operand 1 has 1 rows on axis 0, operand 0 has 3");

  CHECK(ragged::gather(r, {2, -3, 0}) == R{{3}, {1, 2}, {1, 2}});
  CHECK(ragged::gather(r, tn::Tensor<std::int64_t, 2>{1, 0}) == R{{}, {1, 2}});
  CHECK(ragged::try_gather(r, std::vector<int>{0, 3}).message() == "rows[1] = 3 is out of range: there are 3 rows");
  CHECK(ragged::boolean_mask(r, r < 2 || r > 2) == R{{1}, {}, {3}});
  CHECK(ragged::boolean_mask(r, {true, false, true}) == R{{1, 2}, {3}});
  CHECK(ragged::boolean_mask(r, std::vector<bool>{false, true, false}) == R{{}});
  CHECK(ragged::try_boolean_mask(r, std::vector<bool>{true}).message() == "the mask has 1 bools, but there are 3 rows");
  CHECK(ragged::slice<0>(r, 1, 9) == R{{}, {3}});
  CHECK(ragged::slice<1>(r, -1, 9) == R{{2}, {}, {3}});
  CHECK(ragged::slice<1>(r, 1, 2) == R{{2}, {}, {}});
  CHECK(ragged::reverse(r) == R{{2, 1}, {}, {3}});
  CHECK(ragged::reverse<0>(r) == R{{3}, {}, {1, 2}});
  CHECK(ragged::sort(R{{2, 3, 1}, {}, {0}}) == R{{1, 2, 3}, {}, {0}});
  CHECK(ragged::sort(R{{2, 3, 1}, {}, {0}}, tn::reverse) == R{{3, 2, 1}, {}, {0}});
  float const nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(text(ragged::sort(R{{nan, 3, 1}, {nan}})) == "[[1.0, 3.0, nan], [nan]]");
  CHECK(text(ragged::map_rows([](auto row) { return std::vector<std::int32_t>(row.size(), 7); }, r)) == "[[7, 7], [], [7]]");
}

}  // namespace

TEST_CASE("ragged: operations with capacities", "[data]") { operations<Fixed>(); }
TEST_CASE("ragged: operations on the heap", "[data]") { operations<Heap>(); }
