// SPDX-License-Identifier: MIT
// EXPECT: a traced function divides integers by a constant 0
// EXPECT: Shape<3>
// MAX_LINES: 12
#include <tenon/core.hpp>
#include <tenon/trace/run.hpp>
namespace tn = tenon;

#ifdef BROKEN
constexpr int divisor = 0;
#else
constexpr int divisor = 2;
#endif
constexpr auto f = tn::function([](auto const& x) { return x / divisor; });
tn::Tensor<int, 3> run(tn::Tensor<int, 3> const& x) { return f(x); }
