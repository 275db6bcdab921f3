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

template <FixedString Name, auto Member>
constexpr auto field() {
  return boost::hana::make_pair(typename HanaString<Name>::type{}, boost::hana::struct_detail::member_ptr<decltype(Member), Member>{});
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
  ::tenon::detail::field<#name, &Type::name>() __VA_OPT__(, TENON_FIELDS_AGAIN TENON_PARENS (Type, __VA_ARGS__))
#define TENON_FIELDS_AGAIN() TENON_FIELDS_STEP

/// Makes the struct `Type` a module with these fields, every one it has.
#define TENON_MODULE(Type, ...)                                                                         \
  using tenon_module_type = Type;                                                                       \
  struct hana_accessors_impl {                                                                          \
    static constexpr auto apply() { return ::boost::hana::make_tuple(TENON_FIELDS(Type, __VA_ARGS__)); } \
  }

/// A struct whose tensors the library can see.
template <class M>
concept Module = requires { typename std::remove_cvref_t<M>::hana_accessors_impl; };

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
using AccessorsOf = decltype(std::remove_cvref_t<M>::hana_accessors_impl::apply());

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

/// The fields of a module, from the type of its Hana accessors: nothing is evaluated to know them.
template <class Accessors>
struct FieldList;
template <class... Name, class... Accessor>
struct FieldList<boost::hana::tuple<boost::hana::pair<Name, Accessor>...>> {
  static constexpr std::size_t count = sizeof...(Name);

  template <class M, class F>
  static constexpr void visit(M& m, F& f) {
    (f(Name{}, Accessor{}(m)), ...);
  }
  template <class M>
  static constexpr void require() {
    static_assert(lists_every_field<M, count>,
                  "TENON_MODULE does not list every field of this module: an unlisted one would be baked into the program silently");
    (require_field<M, Name, std::remove_cvref_t<decltype(Accessor{}(std::declval<M&>()))>>(), ...);
  }

 private:
  template <class M, class N, class Field>
  static constexpr void require_field() {
    static_assert(field_is_a_tensor_or_a_module<Field>,
                  "a field of a module must be a tensor or a module: use tn::Tensor<float> for a run-time number, a template parameter for a constant");
    if constexpr (Module<Field>) FieldList<AccessorsOf<Field>>::template require<Field>();
  }
};

/// Stops at a module that hides something, before anything walks it.
template <class M>
constexpr void require_module() {
  FieldList<AccessorsOf<M>>::template require<M>();
}

}  // namespace detail

/// Calls f(name, field) for each field of a module; `name` is a Hana string.
template <Module M, class F>
constexpr void for_each_field(M& m, F&& f) {
  detail::FieldList<detail::AccessorsOf<std::remove_const_t<M>>>::visit(m, f);
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
