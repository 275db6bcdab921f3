// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/layout.hpp>

namespace tenon {

// An elementwise op is a struct of this form, and one specialisation of OpOf:
//
//   struct Tanh {
//     static constexpr char name[] = "tanh";
//     static constexpr int arity = 1, flops = 12;           // flops: operations an element, for the cost model
//     static constexpr Domain domain = Domain::floating;
//     static constexpr Codomain codomain = Codomain::same;
//     template <class L> static constexpr L lane(L x);      // on any lanes: registers or constant evaluation
//     template <class D> static constexpr void derive(D& d);  // optional; a template only to be compiled when used
//     static constexpr NodeId simplify(Builder&, NodeId const* in);   // optional: an equal node, or -1
//   };
//   template <> struct OpOf<hash_name("tanh")> : std::type_identity<Tanh> {};

namespace detail {

/// Whether input i of an op is a mask whatever the op's dtype is: the condition of `where`.
template <class Op>
constexpr bool takes_mask(int i) {
  if constexpr (requires { Op::mask_inputs; })
    return i < Op::mask_inputs;
  else
    return false;
}

template <class T>
constexpr auto lane_from(Scalar s, std::type_identity<T>) {
  if constexpr (std::is_same_v<T, bool>)
    return lanes::Mask<1>{{s.i != 0}};
  else if constexpr (std::is_floating_point_v<T>)
    return lanes::Lane<T, 1>(static_cast<T>(s.f));
  else
    return lanes::Lane<T, 1>(static_cast<T>(s.i));
}

template <class T>
constexpr Scalar scalar_from(lanes::Lane<T, 1> x) {
  if constexpr (std::is_floating_point_v<T>)
    return {static_cast<double>(x.v[0]), 0};
  else
    return {0, static_cast<std::int64_t>(x.v[0])};
}
constexpr Scalar scalar_from(lanes::Mask<1> x) { return {0, x.v[0] ? 1 : 0}; }

/// Brings a 64-bit integer into the range of a narrower dtype, by wrapping.
constexpr Scalar wrapped(DType d, Scalar s) {
  if (is_integer(d))
    s.i = visit_dtype(d, [&]<class T>(std::type_identity<T>) {
      if constexpr (std::is_same_v<T, bool> || std::is_floating_point_v<T>)
        return s.i;
      else
        return static_cast<std::int64_t>(static_cast<T>(s.i));
    });
  return s;
}

template <class Op, int I, class T>
using OperandType = std::type_identity<std::conditional_t<takes_mask<Op>(I), bool, T>>;

template <class Op, class T>
constexpr Scalar value_as(Scalar const* in) {
  if constexpr (Op::arity == 1)
    return scalar_from(Op::lane(lane_from(in[0], OperandType<Op, 0, T>{})));
  else if constexpr (Op::arity == 2)
    return scalar_from(Op::lane(lane_from(in[0], OperandType<Op, 0, T>{}), lane_from(in[1], OperandType<Op, 1, T>{})));
  else
    return scalar_from(Op::lane(lane_from(in[0], OperandType<Op, 0, T>{}), lane_from(in[1], OperandType<Op, 1, T>{}),
                                lane_from(in[2], OperandType<Op, 2, T>{})));
}

/// One element of an op, in the arithmetic of its dtype (integers in 64 bits, then wrapped).
template <class Op>
constexpr Scalar value_of(DType d, Scalar const* in) {
  if constexpr (accepts(Op::domain, DType::boolean))
    if (is_boolean(d)) return value_as<Op, bool>(in);
  if constexpr (accepts(Op::domain, DType::f32)) {
    if (d == DType::f32) return value_as<Op, float>(in);
    if (d == DType::f64) return value_as<Op, double>(in);
  }
  if constexpr (accepts(Op::domain, DType::i32)) {
    Scalar const r = d == DType::u64 ? value_as<Op, std::uint64_t>(in) : value_as<Op, std::int64_t>(in);
    return Op::codomain == Codomain::boolean ? r : wrapped(d, r);
  }
  return {};
}

/// The operand that is a choice of two constants while all others are constants; -1 if there is none.
constexpr int choice_among(Builder const& b, NodeId const* in, int n) {
  int choice = -1;
  for (int i = 0; i < n; ++i) {
    if (b.is_constant(in[i])) continue;
    Node const& x = b[in[i]];
    if (choice >= 0 || x.op->id != hash_name("where") || !b.is_constant(x.in[1]) || !b.is_constant(x.in[2])) return -1;
    choice = i;
  }
  return choice;
}

template <class Op>
constexpr auto derive_of() -> void (*)(Derivation&) {
  if constexpr (requires(Derivation& d) { Op::derive(d); })
    return &Op::template derive<Derivation>;
  else
    return nullptr;
}

}  // namespace detail

/// What the graph knows of an elementwise op.
template <class Op>
inline constexpr OpRecord record{Op::name,  hash_name(Op::name),     OpClass::elementwise,  Op::arity, Op::domain, Op::codomain,
                                 Op::flops, detail::derive_of<Op>(), &detail::value_of<Op>, nullptr};

/// Records an elementwise op on a graph's values; operands broadcast, constants fold.
template <class Op, class... V>
constexpr Value elementwise(Value first, V... rest) {
  Builder& b = *first.builder;
  NodeId in[3] = {first.id, rest.id...};
  constexpr int n = 1 + static_cast<int>(sizeof...(V));
  static_assert(n == Op::arity);
  bool constant = b.is_constant(in[0]), equal = true;
  for (int i = 1; i < n; ++i) {
    constant = constant && b.is_constant(in[i]);
    equal = equal && b[in[i]].dims == b[in[0]].dims;
  }
  Dims dims = b[in[0]].dims;
  if (!equal) {
    for (int i = 1; i < n; ++i) dims = broadcast(dims, b[in[i]].dims).dims;
    for (int i = 0; i < n; ++i) in[i] = broadcast_to(b, in[i], dims);
  }
  DType const d = b[in[n - 1]].dtype;
  DType const result = Op::codomain == Codomain::boolean ? DType::boolean : d;
  if (constant) {
    Scalar values[3];
    for (int i = 0; i < n; ++i) values[i] = b[in[i]].constant;
    return {&b, b.constant(result, dims, detail::value_of<Op>(d, values))};
  }
  // An op on a choice of two constants is a choice of two others.
  if (int const k = n < 3 ? detail::choice_among(b, in, n) : -1; k >= 0) {
    Node choice = b[in[k]];
    for (int side = 1; side < 3; ++side) {
      Scalar values[3];
      for (int i = 0; i < n; ++i) values[i] = b[i == k ? b[in[i]].in[side] : in[i]].constant;
      choice.in[side] = b.constant(result, dims, detail::value_of<Op>(d, values));
    }
    if (is_boolean(result) && b.is_constant(choice.in[1], 1) && b.is_constant(choice.in[2], 0)) return {&b, choice.in[0]};
    choice.dtype = result;
    return {&b, b.add(choice)};
  }
  if constexpr (requires { Op::simplify(b, in); })
    if (NodeId const id = Op::simplify(b, in); id >= 0) return {&b, id};
  Node node;
  node.op = &record<Op>;
  for (int i = 0; i < n; ++i) node.in[i] = in[i];
  node.dtype = result;
  node.dims = dims;
  return {&b, b.add(node)};
}

}  // namespace tenon
