// SPDX-License-Identifier: MIT
// Folds of rows, inner axes, partitions that differ. Expected values are those of TensorFlow's definitions.
#include "support/catch.hpp"
#include "support/death.hpp"

#include <tenon/data/ragged.hpp>

#include <cmath>
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
using Points = tn::RaggedTensor<float, 1, tn::Shape<2>>;
using Ints = tn::RaggedTensor<std::int32_t>;

std::vector<float> vector_of(auto const& dense) { return {dense.data(), dense.data() + tn::detail::flat_span(dense).size()}; }

}  // namespace

TEST_CASE("ragged: folds of rows, and what they give of none", "[data]") {
  Heap const r{{1, 2, 6}, {}, {-3}};
  float const lowest = std::numeric_limits<float>::lowest(), highest = std::numeric_limits<float>::max();
  CHECK(vector_of(ragged::sum(r)) == std::vector<float>{9, 0, -3});
  auto const mean = vector_of(ragged::mean(r));
  CHECK((mean[0] == 3 && std::isnan(mean[1]) && mean[2] == -3));
  CHECK(vector_of(ragged::max(r)) == std::vector<float>{6, lowest, -3});
  CHECK(vector_of(ragged::min(r)) == std::vector<float>{1, highest, -3});
  float const nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
  auto const odd = vector_of(ragged::max(Heap{{1, nan, 2}, {nan, 1}, {-inf}}));
  CHECK((std::isnan(odd[0]) && std::isnan(odd[1]) && odd[2] == -inf));
  auto const some = ragged::any(r > 2), all = ragged::all(r > 0);
  CHECK((some.data()[0] && !some.data()[1] && !some.data()[2]));
  CHECK((all.data()[0] && all.data()[1] && !all.data()[2]));
  CHECK(ragged::map_rows([](auto row) { return static_cast<int>(row.size()); }, r).data()[0] == 3);
  CHECK(vector_of(ragged::sum(r.slice(1, 3))) == std::vector<float>{0, -3});

  Deep const d{{{1, 2}, {}}, {}, {{3}}};
  CHECK(ragged::sum(d) == Heap{{3, 0}, {}, {3}});
  CHECK(vector_of(ragged::sum(ragged::sum(d))) == std::vector<float>{3, 0, 3});
  CHECK(vector_of(ragged::sum(Points{{{1, 2}, {3, 4}}, {}})) == std::vector<float>{4, 6, 0, 0});
  auto const capacity = ragged::mean(Fixed{{1, 2}});
  CHECK((capacity(0) == 1.5F && std::isnan(capacity(3))));
}

TEST_CASE("ragged: axes further in", "[data]") {
  Deep const d{{{1, 2}, {}}, {{3}}}, e{{{4}, {5}}, {{6}}};
  CHECK(ragged::concat(d, e) == Deep{{{1, 2}, {}}, {{3}}, {{4}, {5}}, {{6}}});
  CHECK(ragged::concat<1>(d, e) == Deep{{{1, 2}, {}, {4}, {5}}, {{3}, {6}}});
  CHECK(ragged::concat<2>(d, e) == Deep{{{1, 2, 4}, {5}}, {{3, 6}}});
  CHECK(ragged::try_concat<2>(d, Deep{{{1}}, {{1}}}).message() == "operand 1 has 1 rows on axis 1, operand 0 has 2");
  CHECK(ragged::slice<1>(d, 0, 1) == Deep{{{1, 2}}, {{3}}});
  CHECK(ragged::reverse<1>(d) == Deep{{{}, {1, 2}}, {{3}}});
  CHECK(ragged::gather(d, {1, 1}) == Deep{{{3}}, {{3}}});
  CHECK(ragged::boolean_mask(d, d > 1) == Deep{{{2}, {}}, {{3}}});
  CHECK(d[0] * 2 == Heap{{2, 4}, {}});
  CHECK(d.slice(1, 2) + 1 == Deep{{{4}}});
  Points const p{{{1, 2}}, {}, {{3, 4}}};
  CHECK(ragged::concat<2>(p, p)(2, 0, 3) == 4);
  CHECK(p + p == Points{{{2, 4}}, {}, {{6, 8}}});
  CHECK(ragged::map_flat_values([](auto const& x) { return tn::sum<-1>(x); }, p) == Heap{{3}, {}, {7}});
}

TEST_CASE("ragged: long rows come in portions", "[data]") {
  Heap r;
  std::vector<float> row;
  for (int i = 0; i < 40; ++i) {
    r.push_back(row);
    row.push_back(static_cast<float>(i));
  }
  auto const doubled = r + r;
  REQUIRE(doubled.flat_values().size() == 780);
  for (std::size_t i = 0; i < 780; ++i) REQUIRE(doubled.flat_values()[i] == 2 * r.flat_values()[i]);
  // What fills up the last portion is a value too: no division by zero.
  Ints const i{{6, 4}, {2}};
  CHECK(12 / i == Ints{{2, 3}, {6}});
}

TEST_CASE("ragged: other partitions, and what has no room", "[data]") {
  Heap const r{{1, 2}, {}, {3}};
  auto const plus = [](auto const& x, auto const& y) { return x + y; };
  CHECK(ragged::try_map_flat_values(plus, r, Heap{{1, 2}, {3}, {}}).message() ==
        "row 1 of axis 1 has 0 values in lhs and 1 in rhs");
  CHECK(ragged::try_map_flat_values(plus, r, Heap{{1, 2}}).message() == "lhs has 3 rows, rhs has 1");
  CHECK(ragged::try_map_flat_values(plus, Deep{{{1}, {}}}, Deep{{{1}, {2}}}).message() ==
        "row 1 of axis 2 has 0 values in lhs and 1 in rhs");
  CHECK(ragged::try_gather(Fixed{{1, 2}, {}, {3}}, std::vector<int>{0, 0, 0, 0, 0}).message() ==
        "5 rows of axis 0 do not fit a capacity of 4");
  CHECK(ragged::try_boolean_mask(r, Heap{{1, 1}} > 0).message() == "lhs has 3 rows, rhs has 1");
#if TENON_HAS_FORK
  CHECK(tenon_test::last_words([&] { static_cast<void>(r + Heap{{1}, {2}, {3}}); }) ==
        "tenon: ragged::map_flat_values: row 0 of axis 1 has 2 values in lhs and 1 in rhs\n");
#endif
}
