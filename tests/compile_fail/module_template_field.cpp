// SPDX-License-Identifier: MIT
// The fields of a template are checked when it is used.
// EXPECT: TENON_MODULE does not list every field
// EXPECT: Affine<4>
// MAX_LINES_GCC: 25
// MAX_LINES_CLANG: 22
#include <tenon/embedded.hpp>
namespace tn = tenon;

template <std::size_t N>
struct Affine {
  tn::Param<float, N> scale;
  tn::Param<float, N> shift;
#ifdef BROKEN
  TENON_MODULE(Affine, scale);
#else
  TENON_MODULE(Affine, scale, shift);
#endif
  constexpr auto call(auto const& x) const { return x * scale + shift; }
};

tn::Tensor<float, 2, 4> run(Affine<4> const& m, tn::Tensor<float, 2, 4> const& x) { return tn::call(m, x); }
