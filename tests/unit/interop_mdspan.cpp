// SPDX-License-Identifier: MIT
// Views of mdspans. Where the standard library has none a small one with its interface stands for it; tests/cxx23 has the real.
#include "support/death.hpp"
#include "support/reference.hpp"

#include <tenon/interop/mdspan.hpp>

namespace tn = tenon;
using namespace tenon_test;

namespace {

template <class Index, std::size_t... E>
struct Extents {
  using index_type = Index;
  static constexpr std::size_t count = sizeof...(E);
  static constexpr std::size_t fixed[count + 1] = {E..., 0};
  std::size_t extent[count + 1] = {E..., 0};
};
struct Right {
  template <class X>
  struct mapping {
    X extents{};
    static constexpr bool is_always_strided() { return true; }
    static constexpr bool is_always_exhaustive() { return true; }
    constexpr std::size_t stride(std::size_t r) const {
      std::size_t n = 1;
      for (std::size_t i = r + 1; i < X::count; ++i) n *= extents.extent[i];
      return n;
    }
    constexpr std::size_t required_span_size() const { return stride(0) * extents.extent[0]; }
  };
};
struct Strided {
  template <class X>
  struct mapping {
    X extents{};
    std::size_t steps[X::count + 1] = {};
    static constexpr bool is_always_strided() { return true; }
    static constexpr bool is_always_exhaustive() { return false; }
    constexpr std::size_t stride(std::size_t r) const { return steps[r]; }
    constexpr std::size_t required_span_size() const { return 0; }
  };
};
template <class T, class X, class Layout = Right>
struct Span {
  using element_type = T;
  using reference = T&;
  using data_handle_type = T*;
  using extents_type = X;
  using layout_type = Layout;
  using mapping_type = typename Layout::template mapping<X>;
  T* data;
  mapping_type map{};
  static constexpr std::size_t rank() { return X::count; }
  static constexpr std::size_t static_extent(std::size_t r) { return X::fixed[r]; }
  constexpr std::size_t extent(std::size_t r) const { return map.extents.extent[r]; }
  constexpr std::size_t stride(std::size_t r) const { return map.stride(r); }
  constexpr T* data_handle() const { return data; }
  constexpr mapping_type const& mapping() const { return map; }
};

}  // namespace

TEST_CASE("an mdspan as a view", "[memory]") {
  float memory[12] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  Span<float, Extents<int, 2, 3>> const right{memory};
  auto const v = tn::view(right);
  STATIC_REQUIRE(std::is_same_v<decltype(v), tn::StridedView<float, tn::Shape<2, 3>> const>);
  v(tn::at<1>) += 10.f;
  CHECK(memory[4] == 14);

  constexpr std::size_t any = std::dynamic_extent;
  Span<float const, Extents<int, any, 3>> dynamic{memory};
  dynamic.map.extents.extent[0] = 2;
  check_equal<float>(tn::view<tn::Shape<2, 3>>(dynamic), Array{{2, 3}, {0, 1, 2, 13, 14, 15}});
  CHECK_THAT(last_words([&] { tn::view<tn::Shape<4, 3>>(dynamic); }), contains("view of an mdspan: extent: expected 4, found 2"));

  Span<float, Extents<int, 2, 3>, Strided> strided{memory};
  strided.map.steps[0] = 1;
  strided.map.steps[1] = 4;
  check_equal<float>(tn::view<tn::Shape<2, 3>, tn::Strides<1, 4>>(strided), Array{{2, 3}, {0, 14, 8, 1, 15, 9}});
  CHECK_THAT(last_words([&] { tn::view<tn::Shape<2, 3>, tn::Strides<3, 1>>(strided); }),
             contains("view of an mdspan: stride: expected 3, found 1"));
}
