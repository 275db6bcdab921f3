// SPDX-License-Identifier: MIT
// What newer standard libraries have: mdspan and format. A program of its own, for the unit tests are linked with an older one.
#include <tenon/core.hpp>
#include <tenon/interop/format.hpp>
#include <tenon/interop/mdspan.hpp>

#include <cstdio>
#include <vector>

namespace tn = tenon;

namespace {

int failures = 0;

void check(bool holds, int line) {
  if (holds) return;
  std::printf("line %d does not hold\n", line);
  ++failures;
}
#define CHECK(...) check(static_cast<bool>(__VA_ARGS__), __LINE__)

template <class X, class Y>
bool equal(X const& x, Y const& y) {
  return tn::Tensor<bool>(tn::all_of(x == y)).item();
}

#if defined(__cpp_lib_mdspan)
void test_mdspan() {
  std::vector<float> memory{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  tn::Tensor<float, 2, 3> const rows{{0, 1, 2}, {3, 4, 5}}, columns{{0, 2, 4}, {1, 3, 5}};
  using Extents = std::extents<int, 2, 3>;

  std::mdspan<float, Extents> const right(memory.data());
  static_assert(std::is_same_v<decltype(tn::view(right)), tn::StridedView<float, tn::Shape<2, 3>>>);
  CHECK(equal(tn::view(right), rows));
  std::mdspan<float const, Extents, std::layout_left> const left(memory.data());
  static_assert(std::is_same_v<decltype(tn::view(left)), tn::StridedView<float const, tn::Shape<2, 3>, tn::Strides<1, 2>>>);
  CHECK(equal(tn::view(left), columns));
  std::mdspan<float, std::dextents<std::size_t, 2>> const dynamic(memory.data(), 2, 3);
  CHECK(equal(tn::view<tn::Shape<2, 3>>(dynamic), rows));
  std::mdspan<float, std::dextents<std::size_t, 2>, std::layout_left> const dynamic_left(memory.data(), 2, 3);
  CHECK(equal(tn::view<tn::Shape<2, 3>>(dynamic_left), columns));
  std::mdspan<float, Extents, std::layout_stride> const strided(
      memory.data(), std::layout_stride::mapping<Extents>(Extents{}, std::array<std::size_t, 2>{1, 2}));
  CHECK(equal(tn::view<tn::Shape<2, 3>, tn::Strides<1, 2>>(strided), columns));
  float one = 7;
  CHECK(tn::Tensor<float>(tn::view(std::mdspan<float, std::extents<int>>(&one))).item() == 7);

  tn::view(right) = 2.f * rows;
  CHECK(right[1, 2] == 10);

  tn::Tensor<float, 2, 3> t = rows;
  auto const m = tn::to_mdspan(t);
  static_assert(std::is_same_v<decltype(m), std::mdspan<float, std::extents<std::size_t, 2, 3>> const>);
  m[1, 0] = 33;
  CHECK(t(1, 0) == 33);
  CHECK(tn::to_mdspan(rows)[1, 1] == 4);
  auto const s = tn::to_mdspan(tn::view<tn::Shape<2, 2>, tn::Strides<5, 2>>(memory.data()));
  CHECK(&s[1, 1] == memory.data() + 7);
  CHECK(s.stride(0) == 5);
}
#endif

#if TENON_HAS_FORMAT
void test_format() {
  tn::Tensor<float, 2, 2> const x{{1.23456f, -2}, {0.5f, 300}};
  CHECK(std::format("x = {}", x) == "x = " + tn::to_string(x));
  CHECK(std::format("{:.2}", x) == tn::to_string(x, {.precision = 2}));
  CHECK(std::format("{:.2f}", x) == "[[  1.23  -2.00]\n [  0.50 300.00]]");
  CHECK(std::format("{}|{:.1}", x + x, x(tn::at<1>)) ==
        tn::to_string(x + x) + "|" + tn::to_string(x(tn::at<1>), {.precision = 1}));
  CHECK(std::format("{}", tn::Tensor<bool>(true)) == "True");
  for (char const* const wrong : {"{:.}", "{:x}", "{:.2e}", "{:.2fx}"}) {
    bool thrown = false;
    try {
      static_cast<void>(std::vformat(wrong, std::make_format_args(x)));
    } catch (std::format_error const&) {
      thrown = true;
    }
    CHECK(thrown);
  }
}
#endif

}  // namespace

int main() {
#if defined(__cpp_lib_mdspan)
  test_mdspan();
#endif
#if TENON_HAS_FORMAT
  test_format();
#endif
  std::printf("%d failures\n", failures);
  return failures;
}
