// SPDX-License-Identifier: MIT
// EXPECT: ragged: this function, or a part of a ragged tensor, is not there in a traced function
// EXPECT: TracedRagged<float, 1, tenon::Shape<>, 4, 8>
// MAX_LINES: 24
#include <tenon/data/ragged.hpp>
#include <tenon/tenon.hpp>
namespace tn = tenon;

struct Sorted {
  constexpr auto operator()(auto const& r) const {
#ifdef BROKEN
    return tn::ragged::sum(tn::ragged::sort(r));
#else
    return tn::ragged::sum(r);
#endif
  }
};
auto run(tn::RaggedTensor<float, 1, tn::Shape<>, 4, 8> const& r) { return tn::function(Sorted{})(r); }
