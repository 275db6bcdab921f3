// SPDX-License-Identifier: MIT
// EXPECT: sets: the elements of sets are integers or strings
// EXPECT: float
#include <tenon/core.hpp>
#include <tenon/data/sets.hpp>
namespace tn = tenon;

#ifdef BROKEN
using T = float;
#else
using T = int;
#endif
auto run(tn::Tensor<T, 2, 4> const& a) { return tn::sets::size(a); }
