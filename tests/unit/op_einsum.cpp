// SPDX-License-Identifier: MIT
// Einstein's summation against plain loops over all axes.
#include "support/routine_laws.hpp"

#include <tenon/core.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace tn = tenon;
using namespace tenon_test;

namespace {

/// The pattern (letters, ',' and '->' only) on arrays.
Array summed(std::string const& pattern, std::vector<Array> const& operands) {
  auto const arrow = pattern.find("->");
  std::string const out = pattern.substr(arrow + 2);
  std::vector<std::string> terms(1);
  for (char const c : pattern.substr(0, arrow)) {
    if (c == ',')
      terms.emplace_back();
    else
      terms.back() += c;
  }
  std::map<char, std::size_t> extent;
  for (std::size_t o = 0; o < terms.size(); ++o)
    for (std::size_t i = 0; i < terms[o].size(); ++i) extent[terms[o][i]] = operands[o].dims[i];
  std::string letters;
  Index all, dims;
  for (auto const& [letter, n] : extent) letters += letter, all.push_back(n);
  for (char const c : out) dims.push_back(extent[c]);
  Array r{dims, std::vector<double>(1, 0)};
  for (std::size_t const d : dims) r.values.resize(r.values.size() * d);
  for_each_index(all, [&](Index const& index) {
    auto at = [&](std::string const& names) {
      Index i;
      for (char const c : names) i.push_back(index[letters.find(c)]);
      return i;
    };
    double product = 1;
    for (std::size_t o = 0; o < terms.size(); ++o) product *= operands[o](at(terms[o]));
    std::size_t flat = 0;
    Index const place = at(out);
    for (std::size_t a = 0; a < dims.size(); ++a) flat = flat * dims[a] + place[a];
    r.values[flat] += product;
  });
  return r;
}

template <tn::FixedString P, class... X>
void check(X const&... x) {
  INFO(P.text);
  using T = typename std::tuple_element_t<0, std::tuple<X...>>::value_type;
  check_equal<T>(tn::einsum<P>(x...), summed(P.text, {array(x)...}), std::is_floating_point_v<T> ? 2e-4 : 0);
}

}  // namespace

TEST_CASE("einsum: one operand") {
  auto const x = random_tensor<float, 3, 4>(1);
  auto const s = random_tensor<float, 3, 3, 4>(2);
  check<"ij->ij">(x);
  check<"ij->ji">(x);
  check<"ij->i">(x);
  check<"ij->j">(x);
  check<"ij->">(x);
  check<"iij->ij">(s);
  check<"iij->j">(s);
  check<"iij->ji">(s);
}

TEST_CASE("einsum: two operands") {
  auto const a = random_tensor<double, 3, 4>(1), c = random_tensor<double, 3, 4>(2);
  auto const b = random_tensor<double, 4, 5>(3);
  check<"ij,jk->ik">(a, b);
  check<"ij,jk->ki">(a, b);
  check<"ij,jk->j">(a, b);
  check<"ij,jk->">(a, b);
  check<"ij,ij->">(a, c);
  check<"ij,ij->i">(a, c);
  check<"ij,ij->ij">(a, c);
  check<"ij,kj->ik">(a, c);
  check<"ij,kl->ijkl">(a, b);
  check<"ij,ik->jk">(a, random_tensor<double, 3, 2>(4));
  check<"i,j->ij">(random_tensor<double, 3>(5), random_tensor<double, 6>(6));
  check<"bij,bjk->bik">(random_tensor<double, 2, 3, 4>(7), random_tensor<double, 2, 4, 5>(8));
  check<"bij,bj->bi">(random_tensor<double, 2, 3, 4>(7), random_tensor<double, 2, 4>(8));
  check<"ij,jk->ik">(random_tensor<std::int32_t, 3, 4>(9), random_tensor<std::int32_t, 4, 2>(10));
  // Attention: scores, then values.
  auto const q = random_tensor<float, 2, 2, 3, 4>(11);
  auto const k = random_tensor<float, 2, 2, 5, 4>(12);
  check<"bhqd,bhkd->bhqk">(q, k);
  check<"bhqk,bhkd->bhqd">(random_tensor<float, 2, 2, 3, 5>(13), k);
}

TEST_CASE("einsum: many operands, in the cheapest order") {
  auto const a = random_tensor<double, 2, 3>(1);
  auto const b = random_tensor<double, 3, 4>(2);
  auto const c = random_tensor<double, 4, 5>(3);
  auto const d = random_tensor<double, 5, 2>(4);
  check<"ij,jk,kl,lm->im">(a, b, c, d);
  check<"ij,jk,kl,li->">(a, b, c, d);
  check<"bi,ijk,bk->bj">(random_tensor<double, 4, 2>(5), random_tensor<double, 2, 3, 5>(6), random_tensor<double, 4, 5>(7));
  check<"i,i,i->i">(random_tensor<double, 4>(8), random_tensor<double, 4>(9), random_tensor<double, 4>(10));
  check<"ij,jk,kl,lm,mn,no->io">(a, b, c, d, a, b);

  constexpr auto path =
      tn::einsum_path<"ij,jk,kl,lm->im", tn::Shape<10, 100>, tn::Shape<100, 5>, tn::Shape<5, 50>, tn::Shape<50, 8>>;
  static_assert(path.cost == 10 * 100 * 5 + 5 * 50 * 8 + 10 * 5 * 8);  // ((ab)(cd))
  static_assert(path.steps == 3);
}

TEST_CASE("einsum: the ellipsis, spaces, and the implied result") {
  auto const a = random_tensor<double, 2, 3, 4>(1);
  auto const b = random_tensor<double, 4, 5>(2);
  check_equal<double>(tn::einsum<"...ij, ...jk -> ...ik">(a, b), summed("bij,jk->bik", {array(a), array(b)}), 1e-12);
  check_equal<double>(tn::einsum<"...i->...">(a), summed("abi->ab", {array(a)}), 1e-12);
  check_equal<double>(tn::einsum<"i...->...i">(a), summed("iab->abi", {array(a)}));
  check_equal<double>(tn::einsum<"...,...">(a, random_tensor<double, 3, 1>(3)),
                      summed("abc,b->abc", {array(a), array(tn::Tensor<double, 3>(tn::squeeze(random_tensor<double, 3, 1>(3))))}),
                      1e-12);
  check_equal<double>(tn::einsum<"jk,ij">(b, random_tensor<double, 3, 4>(4)),
                      summed("jk,ij->ik", {array(b), array(random_tensor<double, 3, 4>(4))}), 1e-12);
  check_equal<double>(tn::einsum<"ba">(b), summed("ba->ab", {array(b)}));
}

TEST_CASE("einsum: one meaning everywhere, and gradients") {
  auto const a = random_tensor<double, 2, 3>(1);
  auto const b = random_tensor<double, 3, 4>(2);
  auto const s = random_tensor<double, 3, 3>(3);
  constexpr auto chain = [](auto const& x, auto const& y, auto const& z) { return tn::einsum<"ij,jk,jl->lik">(x, y, z); };
  gradient_is_right(chain, a, b, s);
  gradient_is_right([](auto const& z, auto const& x, auto const& y) { return tn::einsum<"ij,jk,jl->lik">(x, y, z); }, s, a, b);
  gradient_is_right([](auto const& z) { return tn::einsum<"ii->i">(z) * 2; }, s);
  gradient_is_right([](auto const& z) { return tn::einsum<"ii">(z) * z; }, s);
  gradient_is_right([](auto const& z) { return tn::einsum<"ii,ij->j">(z, z); }, s);
  same_everywhere([](auto const& x) { return tn::einsum<"iji->ij">(x); }, random_tensor<float, 3, 2, 3>(4));
  constexpr tn::Tensor<int, 2, 2> c{{1, 2}, {3, 4}};
  constexpr tn::Tensor<int> trace = tn::einsum<"ii">(c);
  constexpr tn::Tensor<int, 2, 2> square = tn::einsum<"ij,jk->ik">(c, c);
  static_assert(trace.item() == 5 && square(1, 1) == 22);
}
