// SPDX-License-Identifier: MIT
// Types as text in files: the same on every compiler.
#include "support/catch.hpp"

#include <tenon/nn/type_text.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace tenon_test {
enum class Padding { same, valid };
struct Options {
  int stride;
  bool causal;
};
struct Linear {};
struct Selu {};
struct Glorot {};
template <std::size_t In, std::size_t Units, class Act = Linear, class Init = Glorot, class T = float>
struct Dense {};
template <std::size_t In, std::size_t Units, class... Options>
struct Layer {};
template <Padding P, bool Bias, int I, long long L, unsigned U, char C>
struct Conv {};
template <Options O>
struct WithOptions {};
template <class... L>
struct List {};
template <auto F>
struct Function {};
template <std::size_t N>
struct Text {
  char text[N];
  constexpr Text(char const (&s)[N]) : text{} {
    for (std::size_t i = 0; i < N; ++i) text[i] = s[i];
  }
};
template <Text S>
struct Named {};
template <std::size_t N, Padding P = Padding::same, bool B = true>
struct Defaults {};
template <class A, class B = Linear>
struct Typed {};
template <std::size_t N, class A = Glorot, int I = 7>
struct Mixed {};
template <class A, class B, bool Flag = false>
struct Flagged {};
template <class A, Padding P = Padding::valid>
struct Merged {};
template <class T>
struct Outer {
  struct Inner {};
};
}  // namespace tenon_test

namespace {
struct Hidden {};
template <class T>
struct HiddenList {};

using namespace tenon_test;
using tenon::nn::detail::type_text;
}  // namespace

TEST_CASE("type_text: what compilers write differently") {
  CHECK(type_text<Dense<8, 30, Selu, Glorot, double>>() == "Dense<8,30,Selu,Glorot,double>");
  CHECK(type_text<Dense<8, 30, Hidden, Selu, double>>() == "Dense<8,30,Hidden,Selu,double>");
  CHECK(type_text<List<Layer<3, 5>, Layer<3, 5, Selu>>>() == "List<Layer<3,5>,Layer<3,5,Selu>>");
  CHECK(type_text<HiddenList<Hidden>>() == "HiddenList<Hidden>");
  CHECK(type_text<Conv<Padding::valid, true, -3, 5, 7, 'a'>>() == "Conv<valid,true,-3,5,7,'a'>");
  CHECK(type_text<Conv<Padding(7), false, 0, 0, 0, '\''>>() == "Conv<7,false,0,0,0,'\\''>");
  CHECK(type_text<WithOptions<Options{2, true}>>() == "WithOptions<{2,true}>");
  CHECK(type_text<List<unsigned long, long, short, unsigned short, signed char, unsigned char, char, unsigned, int>>() ==
        "List<u64,i64,i16,u16,i8,u8,char,u32,i32>");
  CHECK(type_text<List<std::uint64_t, long long, float, bool>>() == "List<u64,i64,float,bool>");
  CHECK(type_text<List<>>() == "List<>");
  CHECK(type_text<Outer<List<int>>::Inner>() == "Outer<List<i32>>::Inner");
  CHECK(type_text<Function<[](int x) { return x; }>>() == "Function<lambda>");
  auto const lambda = [](List<int> const&, float) {};
  CHECK(type_text<List<std::remove_const_t<decltype(lambda)>, int>>() == "List<lambda,i32>");
  struct Local {};
  CHECK(type_text<List<Local>>() == "List<Local>");
#if !defined(__clang__) || __clang_major__ > 14
  CHECK(type_text<Named<"a<b">>() == "Named<{\"a<b\"}>");
#endif
}

TEST_CASE("type_text: default arguments are written, whether or not the program wrote them") {
  // Which form a program has first makes no difference: both of each are types of this one.
  CHECK(type_text<Defaults<5, Padding::same, true>>() == "Defaults<5,same,true>");
  CHECK(type_text<Defaults<5>>() == "Defaults<5,same,true>");
  CHECK(type_text<Defaults<6>>() == "Defaults<6,same,true>");
  CHECK(type_text<Defaults<6, Padding::same, true>>() == "Defaults<6,same,true>");
  CHECK(type_text<List<Typed<int>, Typed<float, Linear>>>() == "List<Typed<i32,Linear>,Typed<float,Linear>>");
  CHECK(type_text<Mixed<3>>() == "Mixed<3,Glorot,7>");
  CHECK(type_text<Flagged<Selu, Glorot>>() == "Flagged<Selu,Glorot,false>");
  CHECK(type_text<Merged<List<Typed<int>>>>() == "Merged<List<Typed<i32,Linear>>,valid>");
}

#if defined(__cpp_nontype_template_args) && __cpp_nontype_template_args >= 201911L &&                                            \
    (!defined(__clang__) || __clang_major__ > 17)
namespace {
template <float F>
struct Rate {};
}  // namespace
TEST_CASE("type_text: numbers with a point, to six digits") {
  CHECK(type_text<Rate<0.5F>>() == "Rate<0.5>");
  CHECK(type_text<Rate<0.1F>>() == "Rate<0.1>");
  CHECK(type_text<Rate<-1e-7F>>() == "Rate<-1e-07>");
}
#endif
