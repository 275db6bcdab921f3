// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/graph.hpp>
#include <tenon/tensor/param.hpp>

#include <boost/hana/adapt_struct.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/string.hpp>
#include <boost/hana/tuple.hpp>

/// Modules: plain structs of tensors and other modules. `TENON_MODULE(Type, fields...)` inside the struct lists its
/// fields, which makes it a Boost.Hana Struct; all generic code walks that.
namespace tenon {

namespace detail {

/// A string as a template argument.
template <std::size_t N>
struct FixedString {
  char text[N] = {};
  constexpr FixedString(char const (&s)[N]) {
    for (std::size_t i = 0; i < N; ++i) text[i] = s[i];
  }
  static constexpr std::size_t size = N - 1;
};
template <FixedString S, class Seq = std::make_index_sequence<S.size>>
struct HanaString;
template <FixedString S, std::size_t... I>
struct HanaString<S, std::index_sequence<I...>> : std::type_identity<boost::hana::string<S.text[I]...>> {};

/// A field of a struct: its name, and how to get at it.
template <FixedString Name, auto Member>
struct Field {
  static constexpr auto text = Name;
  static constexpr char const* c_str() { return text.text; }
  template <class M>
  constexpr auto& operator()(M& m) const {
    return m.*Member;
  }
};

/// The fields of a module, as a type: cheap to name, nothing to evaluate.
template <class... F>
struct Fields {
  static constexpr std::size_t count = sizeof...(F);
};

template <class F>
constexpr auto hana_pair_of() {
  return boost::hana::make_pair(typename HanaString<F::text>::type{}, F{});
}
template <class... F>
constexpr auto hana_tuple_of(Fields<F...>) {
  return boost::hana::make_tuple(hana_pair_of<F>()...);
}

}  // namespace detail

// A field list, expanded without recursion limits that matter: up to 64 names.
#define TENON_PARENS ()
#define TENON_EXPAND(...) TENON_EXPAND3(TENON_EXPAND3(TENON_EXPAND3(TENON_EXPAND3(__VA_ARGS__))))
#define TENON_EXPAND3(...) TENON_EXPAND2(TENON_EXPAND2(TENON_EXPAND2(TENON_EXPAND2(__VA_ARGS__))))
#define TENON_EXPAND2(...) TENON_EXPAND1(TENON_EXPAND1(TENON_EXPAND1(TENON_EXPAND1(__VA_ARGS__))))
#define TENON_EXPAND1(...) __VA_ARGS__
#define TENON_FIELDS(Type, ...) __VA_OPT__(TENON_EXPAND(TENON_FIELDS_STEP(Type, __VA_ARGS__)))
#define TENON_FIELDS_STEP(Type, name, ...) \
  ::tenon::detail::Field<#name, &Type::name> __VA_OPT__(, TENON_FIELDS_AGAIN TENON_PARENS (Type, __VA_ARGS__))
#define TENON_FIELDS_AGAIN() TENON_FIELDS_STEP

/// Makes the struct `Type` a module with these fields, every one it has. It stands after them. The struct becomes a
/// Boost.Hana Struct as well; what Hana needs is made when Hana asks.
#define TENON_MODULE(Type, ...)                                                                     \
  using tenon_module_type = Type;                                                                   \
  using tenon_fields = ::tenon::detail::Fields<TENON_FIELDS(Type, __VA_ARGS__)>;                    \
  struct hana_accessors_impl {                                                                      \
    template <class F = tenon_fields>                                                               \
    static constexpr auto apply() {                                                                 \
      return ::tenon::detail::hana_tuple_of(F{});                                                   \
    }                                                                                               \
  }

/// A struct whose tensors the library can see.
template <class M>
concept Module = requires { typename std::remove_cvref_t<M>::tenon_fields; };

/// Where a tensor stands in a module: the chain of field names.
struct Path {
  Path const* parent = nullptr;
  char const* name = "";
};

namespace detail {

template <class X>
concept TensorField = requires(std::remove_cvref_t<X> const& x) { as_tensor(x); };

template <class X>
inline constexpr bool field_is_a_tensor_or_a_module = TensorField<X> || Module<X>;

template <class M>
using FieldsOf = typename std::remove_cvref_t<M>::tenon_fields;

struct AnyField {
  template <class T>
  constexpr operator T() const;
};
template <class M, std::size_t... I>
constexpr bool brace_constructible(std::index_sequence<I...>) {
  return requires { M{((void)I, AnyField{})...}; };
}
/// Whether a module lists every field it has: compares with how many values the aggregate takes.
template <class M, std::size_t Listed>
constexpr bool every_field_of_the_module_is_listed() {
  if constexpr (!std::is_same_v<M, typename M::tenon_module_type>)
    return sizeof(M) == sizeof(typename M::tenon_module_type);  // a name given by deriving adds nothing
  else if constexpr (std::is_aggregate_v<M>)
    return !brace_constructible<M>(std::make_index_sequence<Listed + 1>{});
  else
    return true;
}
template <class M, std::size_t Listed>
inline constexpr bool lists_every_field = every_field_of_the_module_is_listed<M, Listed>();

/// What generic code does with a list of fields.
template <class List>
struct FieldList;
template <class... F>
struct FieldList<Fields<F...>> {
  static constexpr std::size_t count = sizeof...(F);

  template <class M, class Fn>
  static constexpr void visit(M& m, Fn& f) {
    (f(F{}, F{}(m)), ...);
  }
  template <class M>
  static constexpr void require() {
    static_assert(lists_every_field<M, count>,
                  "TENON_MODULE does not list every field of this module: an unlisted one would be baked into the program silently");
    (require_field<M, std::remove_cvref_t<decltype(F{}(std::declval<M&>()))>>(), ...);
  }

 private:
  template <class M, class X>
  static constexpr void require_field() {
    static_assert(field_is_a_tensor_or_a_module<X>,
                  "a field of a module must be a tensor or a module: use tn::Tensor<float> for a run-time number, a template parameter for a constant");
    if constexpr (Module<X>) FieldList<FieldsOf<X>>::template require<X>();
  }
};

/// Stops at a module that hides something, before anything walks it.
template <class M>
constexpr void require_module() {
  FieldList<FieldsOf<M>>::template require<M>();
}

}  // namespace detail

/// Calls f(name, field) for each field of a module; `name.c_str()` is its name.
template <Module M, class F>
constexpr void for_each_field(M& m, F&& f) {
  detail::FieldList<detail::FieldsOf<std::remove_const_t<M>>>::visit(m, f);
}

/// Calls f(path, tensor) for each tensor of a module, depth first in field order.
template <Module M, class F>
constexpr void for_each_tensor(M& m, F&& f, Path const* parent = nullptr) {
  for_each_field(m, [&](auto name, auto& field) {
    using Field = std::remove_cvref_t<decltype(field)>;
    Path const path{parent, decltype(name)::c_str()};
    if constexpr (detail::TensorField<Field>)
      f(path, field);
    else if constexpr (Module<Field>)
      for_each_tensor(field, f, &path);
  });
}

/// What a tensor of a module is to a program.
template <class X>
constexpr LeafKind leaf_kind_of() {
  if constexpr (requires { X::is_param; })
    return LeafKind::parameter;
  else if constexpr (requires { X::is_variable; })
    return LeafKind::state;
  else
    return LeafKind::hyper;
}

namespace detail {
template <class M>
constexpr int count_tensors() {
  require_module<M>();
  int n = 0;
  M m;
  for_each_tensor(m, [&n](Path const&, auto&) { ++n; });
  return n;
}
template <class M>
constexpr std::int64_t count_elements(LeafKind kind) {
  require_module<M>();
  std::int64_t n = 0;
  M m;
  for_each_tensor(m, [&](Path const&, auto& t) {
    using X = std::remove_cvref_t<decltype(t)>;
    if (leaf_kind_of<X>() == kind) n += static_cast<std::int64_t>(X::size);
  });
  return n;
}
template <class M>
constexpr std::int64_t count_bytes(LeafKind kind) {
  std::int64_t n = 0;
  M m;
  for_each_tensor(m, [&](Path const&, auto& t) {
    using X = std::remove_cvref_t<decltype(t)>;
    if (leaf_kind_of<X>() == kind) n += static_cast<std::int64_t>(X::size * sizeof(typename X::value_type));
  });
  return n;
}
}  // namespace detail

/// Tensors of a module, of all kinds.
template <Module M>
inline constexpr int tensor_count = detail::count_tensors<M>();
/// Trained values of a module, and their bytes.
template <Module M>
inline constexpr std::int64_t parameter_count = detail::count_elements<M>(LeafKind::parameter);
template <Module M>
inline constexpr std::int64_t parameter_bytes = detail::count_bytes<M>(LeafKind::parameter);

}  // namespace tenon
