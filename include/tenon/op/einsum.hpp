// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/arrange.hpp>
#include <tenon/op/einsum_pattern.hpp>
#include <tenon/op/matmul.hpp>

/// Einstein's summation by a pattern that the compiler reads.
namespace tenon {

namespace diagnose {
/// A character of a pattern, counted from 0, and an axis by name.
template <FixedString P>
struct pattern;
template <int I>
struct character;
template <char C>
struct axis_name;
template <class P, class At, bool Ok>
inline constexpr bool pattern_parses = Ok;
template <class P, int Got, int Wanted>
inline constexpr bool numbers_agree = Got == Wanted;
template <class P, class Operand, class Axis, int Got, int Wanted, bool Ok>
inline constexpr bool extents_agree = Ok;
template <class P, class Axis, bool Ok>
inline constexpr bool output_axis_is_an_input_s_once = Ok;
}  // namespace diagnose

namespace einsum_detail {

/// An operand on its way: its axes by name.
struct Named {
  Value value;
  Term axes;
};

/// Only `keep` of the axes, in this order: a name that comes twice is a diagonal, one that is missing is summed, one that
/// the operand lacks has extent 1 there and stretches.
constexpr Named arranged(Contraction const& c, Named x, Term const& keep) {
  Builder& b = *x.value.builder;
  Dims const d = b[x.value.id].dims;
  // Each name once, in the order of their first coming; extents 1 of an ellipsis that stretch elsewhere vanish.
  Term names;
  Dims dims;
  ViewMap map;
  map.rank = d.rank;
  for (int i = 0; i < d.rank; ++i) {
    char const name = x.axes.name[i];
    if (d[i] == 1 && c.extent[int(name)] != 1) {
      map.axis[i] = {-1, 0, 0};
      continue;
    }
    int at = 0;
    while (at < names.rank && names.name[at] != name) ++at;
    if (at == names.rank) {
      names.push_back(name);
      dims.push_back(d[i]);
    }
    map.axis[i] = {at, 1, 0};
  }
  NodeId id = make_view(b, x.value.id, map, dims);
  std::uint32_t summed = 0;
  Term left;
  for (int i = 0; i < names.rank; ++i)
    if (keep.has(names.name[i]))
      left.push_back(names.name[i]);
    else
      summed |= 1u << i;
  if (summed != 0) id = reduce(b, op::sum, id, summed);
  Dims order;
  Term result;
  for (int k = 0; k < keep.rank; ++k)
    for (int i = 0; i < left.rank; ++i)
      if (left.name[i] == keep.name[k]) {
        order.push_back(i);
        result.push_back(keep.name[k]);
      }
  return {{&b, permute(b, id, order)}, result};
}

constexpr std::int32_t extent_of(Contraction const& c, Term const& t) { return static_cast<std::int32_t>(c.size_of(t)); }

/// The product of two operands as one (batched) matrix product.
constexpr Named contracted(Contraction const& c, Named const* rest, Product const& p) {
  Builder& b = *rest[p.left].value.builder;
  auto as_matrix = [&](Named const& t, Term const& m, Term const& n) {
    Named const r = arranged(c, t, joined(p.batch, m, n));
    Dims dims;
    // Batches stay axes of their own where there is room: joining them may cost a copy.
    if (p.batch.rank + 2 <= max_rank)
      for (int i = 0; i < p.batch.rank; ++i) dims.push_back(static_cast<std::int32_t>(c.extent[int(p.batch.name[i])]));
    else
      dims.push_back(extent_of(c, p.batch));
    dims.push_back(extent_of(c, m));
    dims.push_back(extent_of(c, n));
    return reshape(b, r.value.id, dims);
  };
  NodeId const product = matmul(b, as_matrix(rest[p.left], p.rows, p.inner), as_matrix(rest[p.right], p.inner, p.columns));
  Named r{{&b, product}, p.axes()};
  Dims dims;
  for (int i = 0; i < r.axes.rank; ++i) dims.push_back(static_cast<std::int32_t>(c.extent[int(r.axes.name[i])]));
  r.value.id = reshape(b, product, dims);
  return r;
}

/// The axes of an operand that somebody else needs: the others are summed before anything is multiplied.
constexpr Term needed_of(Contraction const& c, int operand) {
  Term r;
  Term const& t = c.in[operand];
  for (int i = 0; i < t.rank; ++i) {
    bool needed = c.out.has(t.name[i]);
    for (int o = 0; o < c.operands; ++o) needed = needed || (o != operand && c.in[o].has(t.name[i]));
    if (needed && !r.has(t.name[i])) r.push_back(t.name[i]);
  }
  return r;
}

constexpr Value record(Contraction c, Value const* operands) {
  Named rest[max_operands];
  for (int o = 0; o < c.operands; ++o) rest[o] = arranged(c, {operands[o], c.in[o]}, needed_of(c, o));
  for (int o = 0; o < c.operands; ++o) c.in[o] = rest[o].axes;
  Path const path = best_path(c);
  int count = c.operands;
  for (int s = 0; s < path.steps; ++s) {
    int const a = path.left[s], b = path.right[s];
    Term terms[max_operands];
    for (int o = 0; o < count; ++o) terms[o] = rest[o].axes;
    Named const product = contracted(c, rest, Product(c, terms, count, a, b));
    int n = 0;
    for (int o = 0; o < count; ++o)
      if (o != a && o != b) rest[n++] = rest[o];
    rest[n++] = product;
    count = n;
  }
  Named const last = arranged(c, rest[0], c.out);
  // Axes of an ellipsis that every operand had with extent 1.
  Builder& b = *last.value.builder;
  Dims dims;
  for (int i = 0; i < c.out.rank; ++i) dims.push_back(static_cast<std::int32_t>(c.extent[int(c.out.name[i])]));
  return {&b, reshape(b, last.value.id, dims)};
}

}  // namespace einsum_detail

/// The front-end form of einsum.
template <FixedString P>
struct Einsum {
  static constexpr einsum_detail::Pattern pattern = einsum_detail::parse(P.text, static_cast<int>(P.size));

  template <class... S>
  static constexpr einsum_detail::Contraction contraction = [] {
    Dims const shapes[] = {dims_of<S>...};
    return einsum_detail::bind(pattern, shapes, static_cast<int>(sizeof...(S)));
  }();

  template <class A, class... Rest>
  static constexpr bool dtypes_ok =
      (std::is_same_v<typename A::value_type, typename Rest::value_type> && ...) && !std::is_same_v<typename A::value_type, bool>;
  template <class... A>
  static constexpr bool ok = contraction<typename A::shape_type...>.fault.kind == einsum_detail::Fault::none && dtypes_ok<A...>;

  template <class A, class... Rest>
  struct Result {
    using value_type = typename A::value_type;
    using shape_type = shape_from<[] {
      constexpr auto& c = contraction<typename A::shape_type, typename Rest::shape_type...>;
      Dims d;
      for (int i = 0; i < c.out.rank; ++i) d.push_back(static_cast<std::int32_t>(c.extent[int(c.out.name[i])]));
      return d;
    }()>;
    template <int I>
    using operand_type = value_type;
  };

  template <class... V>
  static constexpr Value record(Value first, V... rest) {
    Builder const& b = *first.builder;
    Dims const shapes[] = {b[first.id].dims, b[rest.id].dims...};
    Value const operands[] = {first, rest...};
    return einsum_detail::record(einsum_detail::bind(pattern, shapes, static_cast<int>(sizeof...(V)) + 1), operands);
  }

  template <class... X>
  static constexpr auto call(X&&... x) {
    if constexpr (detail::faulty<Einsum, X...>) {
      using F = einsum_detail::Fault;
      using Text = diagnose::pattern<P>;
      constexpr F f = contraction<typename detail::arg_of<X>::shape_type...>.fault;
      constexpr bool ill_formed =
          f.kind == F::unexpected_character || f.kind == F::too_many_axes || f.kind == F::too_many_operands;
      static_assert(diagnose::pattern_parses<Text, diagnose::character<f.at>, !ill_formed>,
                    "einsum: the pattern does not parse: letters, ',', '->' and '...' (pattern, character follow)");
      if constexpr (f.kind == F::operand_count)
        static_assert(diagnose::numbers_agree<Text, f.got, f.wanted>,
                      "einsum: the pattern is of another number of operands (pattern, operands, expected follow)");
      else if constexpr (f.kind == F::axis_count)
        static_assert(diagnose::numbers_agree<Text, f.got, f.wanted>,
                      "einsum: an operand has another number of axes (pattern, axes, expected follow)");
      else if constexpr (f.kind == F::extents_differ)
        static_assert(diagnose::extents_agree<Text, diagnose::got<f.at>, diagnose::axis_name<f.name>, f.got, f.wanted, false>,
                      "einsum: one axis has two extents (pattern, operand, axis, both extents follow)");
      else if constexpr (f.kind == F::unknown_output || f.kind == F::repeated_output)
        static_assert(diagnose::output_axis_is_an_input_s_once<Text, diagnose::axis_name<f.name>, false>,
                      "einsum: an axis of the result must be one of an operand, named once (pattern, axis follow)");
      else if constexpr (f.kind == F::none)
        static_assert(diagnose::operation_accepts_dtype<Einsum, typename detail::nth<0, detail::arg_of<X>...>::value_type,
                                                        dtypes_ok<detail::arg_of<X>...>>,
                      "einsum: the operands must have one dtype, and a numeric one");
    }
    return apply<Einsum>(static_cast<X&&>(x)...);
  }
};

/// Einstein's summation: the product of all operands, summed over every axis that the result does not name. Axes are
/// letters, "..." any further ones, which broadcast; without "->" the result has the letters that come once, in
/// alphabetical order. Up to 6 operands, contracted two at a time, each as one (batched) matrix product, in the cheapest of all
/// orders; `tn::einsum_path` tells it.   "ij,jk->ik": [i, j], [j, k] -> [i, k]
template <FixedString P, Operand X, Operand... Rest>
constexpr auto einsum(X&& x, Rest&&... rest) {
  return Einsum<P>::call(static_cast<X&&>(x), static_cast<Rest&&>(rest)...);
}

/// The order in which `einsum<P>` contracts operands of these shapes, and its multiply-adds.
template <FixedString P, class... S>
inline constexpr einsum_detail::Path einsum_path = einsum_detail::best_path(Einsum<P>::template contraction<S...>);

}  // namespace tenon
