// SPDX-License-Identifier: MIT
// Tenon beside NumPy; tests/support/numpy_cases.hpp says how.
#include "support/numpy_cases.hpp"

#include <tenon/core.hpp>

#include <cstdint>

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class T>
void integer(NumpyCases& cases) {
  cases.group(dtype_name<T>());
  auto const a = cases.input<T, 2, 3, 4>("a");
  auto const b = cases.input<T, 2, 3, 4>("b");
  auto const m = cases.input<T, 3, 4>("m");
  auto const v = cases.input<T, 5>("v");
  auto const u = cases.input<T, 1, 3, 1>("u");
  auto const w = cases.input<T, 3>("w");
  auto const x = cases.input<T, 2>("x");
  EXACT(transpose(a));
  EXACT(permute<2, 0, 1>(a));
  EXACT(permute<1, 0, 2>(a));
  EXACT(moveaxis<0, -1>(a));
  EXACT(moveaxis<2, 0>(a));
  EXACT(swapaxes<0, 2>(a));
  EXACT(swapaxes<-1, -2>(a));
  EXACT(reshape<4, 6>(a));
  EXACT(reshape<3, 2, 2, 2>(transpose(a)));
  EXACT(flatten(permute<1, 2, 0>(a)));
  EXACT(expand<0>(m));
  EXACT(expand<-1>(m));
  EXACT(expand<1>(m));
  EXACT(squeeze(u));
  EXACT(squeeze<0>(u));
  EXACT(squeeze<-1>(u));
  EXACT(broadcast_to<2, 3, 4>(m));
  EXACT(broadcast_to<4, 3, 2>(u));
  EXACT(flip(a));
  EXACT(flip<1>(a));
  EXACT(flip<0, -1>(a));
  EXACT(roll<2>(v));
  EXACT(roll<1>(a));
  EXACT(roll<-2, 1>(a));
  EXACT(roll<7, 0>(a));
  EXACT(rot90<-1>(m));
  EXACT(rot90<1>(m));
  EXACT(rot90<2>(m));
  EXACT(rot90<3>(m));
  EXACT(rot90<4>(m));
  EXACT(rot90(a));
  EXACT(tile<3>(v));
  EXACT(tile<2, 3>(m));
  EXACT(tile<2>(a));
  EXACT(tile<2, 1, 2>(a));
  EXACT(repeat<2>(v));
  EXACT(repeat<3, 0>(m));
  EXACT(repeat<2, 1>(a));
  EXACT(pad<2, 1>(v));
  EXACT(pad<1, 0, 2, 3>(m));
  EXACT(pad<PadMode::edge, 2, 1, 0, 3>(m));
  EXACT(pad<PadMode::reflect, 2, 1, 3, 0>(m));
  EXACT(pad<PadMode::reflect, 1, 1, 2, 2, 3, 3>(a));
  EXACT(concat<0>(a, b));
  EXACT(concat<1>(a, b, a));
  EXACT(concat<-1>(a, flip<0>(b)));
  EXACT(stack(a, b));
  EXACT(stack<1>(a, b, a));
  EXACT(stack<-1>(a, b));
  EXACT(std::get<1>(split<2>(a)));
  EXACT(std::get<2>(split<3, 1>(a)));
  EXACT(std::get<0>(split<2, -1>(a)));
  EXACT(std::get<1>(unstack(a)));
  EXACT(std::get<3>(unstack<-1>(a)));
  EXACT(tril<0>(m));
  EXACT(triu<0>(a));
  EXACT(tril<1>(m));
  EXACT(triu<1>(a));
  EXACT(tril<-1>(m));
  EXACT(triu<-1>(a));
  EXACT(tril<5>(m));
  EXACT(triu<5>(a));
  EXACT(diagonal<0>(a));
  EXACT(diag<0>(v));
  EXACT(diagonal<2>(a));
  EXACT(diag<2>(v));
  EXACT(diagonal<-1>(a));
  EXACT(diag<-1>(v));
  EXACT(rearrange<"a b c -> c (a b)">(a));
  EXACT(rearrange<"(x y) b -> x b y", axis<"y", 2>>(transpose(m)));
  EXACT(rearrange<"a (p q) c -> (a q) (c p)", axis<"p", 1>>(a));
  EXACT(rearrange<"a b (p q) -> p (b q) a", axis<"q", 2>>(a));
  EXACT(reduce<"a b c -> c a", op::max>(a));
  EXACT(reduce<"a b (p q) -> a q", op::min, axis<"p", 2>>(a));
  EXACT(reduce<"a b c -> b", op::sum>(a));
  EXACT(repeat<"a b c -> a b r c", axis<"r", 2>>(a));
  EXACT(repeat<"a b -> (b r) a", axis<"r", 3>>(m));
  EXACT(std::get<0>(meshgrid(v, w)));
  EXACT(std::get<0>(meshgrid<Indexing::ij>(v, w)));
  EXACT(std::get<1>(meshgrid(v, w)));
  EXACT(std::get<1>(meshgrid<Indexing::ij>(v, w)));
  EXACT(std::get<0>(meshgrid(w, x, v)));
  EXACT(std::get<1>(meshgrid(w, x, v)));
  EXACT(std::get<2>(meshgrid(w, x, v)));
  EXACT(std::get<2>(meshgrid<Indexing::ij>(w, x, v)));
  EXACT(std::get<0>(meshgrid(w)));
}

}  // namespace

TEST_CASE("oracle: layout") {
  NumpyCases cases("layout");
  integer<std::int16_t>(cases);
  cases.check_consumed();
}
