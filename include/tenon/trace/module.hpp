// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/graph.hpp>
#include <tenon/shape/fixed_string.hpp>
#include <tenon/tensor/param.hpp>

// Declarations are enough here: what Hana needs of a module is made where somebody asks for it, who includes Hana.
#include <boost/hana/fwd/pair.hpp>
#include <boost/hana/fwd/string.hpp>
#include <boost/hana/fwd/tuple.hpp>

/// Modules: plain structs of tensors and other modules. `TENON_MODULE(Type, fields...)` inside the struct lists its
/// fields, which makes it a Boost.Hana Struct; all generic code walks that.
namespace tenon {

namespace detail {

using tenon::FixedString;

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

template <class A, class B>
struct JoinedFields;
template <class... A, class... B>
struct JoinedFields<Fields<A...>, Fields<B...>> : std::type_identity<Fields<A..., B...>> {};

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
#define TENON_FIELDS_STEP(Type, name, ...)                                                                                       \
  ::tenon::detail::Field<#name, &Type::name> __VA_OPT__(, TENON_FIELDS_AGAIN TENON_PARENS(Type, __VA_ARGS__))
#define TENON_FIELDS_AGAIN() TENON_FIELDS_STEP

#define TENON_UNLISTED_FIELD                                                                                                     \
  "TENON_MODULE does not list every field of this module: an unlisted one would be baked into the program silently"
#define TENON_FAULTY_FIELD                                                                                                       \
  "a field of a module must be a tensor or a module: use tn::Tensor<float> for a run-time number, a template parameter for a "   \
  "constant"

#define TENON_NO_MODULE                                                                                                          \
  "this struct is no module: TENON_MODULE(Name, fields...) behind its fields makes it one; a local struct cannot be one (its "   \
  "type follows)"

/// Makes the struct `Type` a module with these fields, every one it has. It stands after them. The struct becomes a
/// Boost.Hana Struct as well; what Hana needs is made when Hana asks. The fields are checked where the struct ends,
/// those of a template when it is first used.
#define TENON_MODULE(Type, ...) TENON_MODULE_OF(Type, ::tenon::detail::Fields<TENON_FIELDS(Type, __VA_ARGS__)>)
/// The same for a struct that is derived from a module and has more fields: those of `Base`, then these.
#define TENON_MODULE_EXTENDS(Type, Base, ...)                                                                                    \
  static constexpr std::size_t tenon_elements = 1 + ::tenon::detail::Fields<TENON_FIELDS(Type, __VA_ARGS__)>::count;             \
  TENON_MODULE_OF(Type, typename ::tenon::detail::JoinedFields<typename Base::tenon_fields,                                      \
                                                               ::tenon::detail::Fields<TENON_FIELDS(Type, __VA_ARGS__)>>::type)
#define TENON_MODULE_OF(Type, ...)                                                                                               \
  using tenon_module_type = Type;                                                                                                \
  using tenon_fields = __VA_ARGS__;                                                                                              \
  static constexpr auto tenon_check() {                                                                                          \
    static_assert(::tenon::diagnose::every_field_is_listed<Type>, TENON_UNLISTED_FIELD);                                         \
    static_assert(::tenon::diagnose::is_tensor_or_module<::tenon::detail::FaultyField<Type>>, TENON_FAULTY_FIELD);               \
    return ::tenon::detail::FieldList<tenon_fields>::template check<Type>();                                                     \
  }                                                                                                                              \
  struct hana_accessors_impl {                                                                                                   \
    template <class F = tenon_fields> /* a module must not be a local class: move it out of the function */                      \
    static constexpr auto apply() {                                                                                              \
      return ::tenon::detail::hana_tuple_of(F{});                                                                                \
    }                                                                                                                            \
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

/// A parameter or variable.
template <class X>
concept AssignableField = requires { std::remove_cvref_t<X>::trainable; };

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
  // A name given by deriving adds nothing: its base is all there is.
  constexpr bool named = !std::is_same_v<M, typename M::tenon_module_type>;
  if constexpr (requires { M::tenon_lists_every_field; })  // by the way it is made
    return true;
  else if constexpr (std::is_aggregate_v<M>)
    return !brace_constructible<M>(std::make_index_sequence<named ? 2 : Listed + 1>{});
  else
    return !named || sizeof(M) == sizeof(typename M::tenon_module_type);
}
/// How many values braces give a module: one a field, and one for a base that has fields.
template <class M>
inline constexpr std::size_t elements_of = FieldsOf<M>::count;
template <class M>
  requires requires { M::tenon_elements; }
inline constexpr std::size_t elements_of<M> = M::tenon_elements;

template <class M, std::size_t Listed>
inline constexpr bool lists_every_field = every_field_of_the_module_is_listed<M, Listed>();

/// A field as a message names it.
template <FixedString Name, class Type>
struct FieldOf {
  static constexpr bool ok = TensorField<Type> || Module<Type>;
};
struct NoFaultyField {
  static constexpr bool ok = true;
};
/// Whether a class has a member called `call`, found by its name: a call would instantiate the body with some input.
/// Nobody can look into a final class so; it gets the benefit of the doubt.
struct NamedCall {
  int call;
};
template <class M>
struct CallProbe : M, NamedCall {};
template <class M>
concept HasCall = std::is_class_v<M> && (std::is_final_v<M> || !requires { &CallProbe<M>::call; });

/// Two fields, of which the first faulty one counts.
template <class X>
struct Suspect : std::type_identity<X> {};
template <class A, class B>
constexpr auto operator|(Suspect<A>, Suspect<B>) {
  return Suspect<std::conditional_t<A::ok, B, A>>{};
}

template <class M>
constexpr auto check_module();
template <class M>
constexpr bool is_valid_module();

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

  template <class G, class M>
  using field_type = std::remove_cvref_t<decltype(G{}(std::declval<M&>()))>;
  template <class M>
  using first_faulty = typename decltype((Suspect<NoFaultyField>{} | ... | Suspect<FieldOf<F::text, field_type<F, M>>>{}))::type;
  template <class M>
  static constexpr auto check() {
    return (check_module<field_type<F, M>>() && ...);
  }
  template <class M>
  static constexpr bool fields_are_valid() {
    return (is_valid_module<field_type<F, M>>() && ...);
  }
};

/// The first field that is neither a tensor nor a module.
template <class M>
using FaultyField = typename FieldList<FieldsOf<M>>::template first_faulty<M>;

/// Has the compiler report what is wrong with a module, where it is. It says so once, so what follows can be silent.
template <class M>
constexpr auto check_module() {
  if constexpr (Module<M>) {
    static_assert(
        std::is_same_v<M, typename M::tenon_module_type> || lists_every_field<M, elements_of<M>>,
        "a type derived from a module has fields of its own: list them in a TENON_MODULE of a struct that holds the module");
    return sizeof(decltype(M::tenon_check())) != 0;
  } else if constexpr (requires { M::tenon_check(); })
    return M::tenon_check();
  else
    return true;
}
/// Whether a module is as it should be. Tensors are, but parameters with a wrong option, which say so in their `tenon_check`.
template <class M>
constexpr bool is_valid_module() {
  if constexpr (TensorField<M>)
    return !requires { M::tenon_check(); };
  else if constexpr (Module<M>)
    return lists_every_field<M, elements_of<M>> && FaultyField<M>::ok && FieldList<FieldsOf<M>>::template fields_are_valid<M>();
  else
    return false;
}

}  // namespace detail

namespace diagnose {
template <class M>
inline constexpr bool every_field_is_listed = detail::lists_every_field<M, detail::elements_of<M>>;
template <class Field>
inline constexpr bool is_tensor_or_module = Field::ok;
}  // namespace diagnose

namespace detail {
/// A module whose parameters are not trained, whatever they are elsewhere.
template <class M>
inline constexpr bool is_frozen_module = requires { requires M::is_frozen; };
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
  int n = 0;
  M m;
  for_each_tensor(m, [&n](Path const&, auto&) { ++n; });
  return n;
}
/// The sum of size(tensor) over the tensors of a kind; as parameters count those that are trained.
template <class M, class Size>
constexpr std::int64_t count_of_kind(LeafKind kind, Size const& size) {
  std::int64_t n = 0;
  if (!(is_frozen_module<M> && kind == LeafKind::parameter)) {
    M m;
    for_each_field(m, [&](auto, auto& field) {
      using X = std::remove_cvref_t<decltype(field)>;
      if constexpr (TensorField<X>) {
        if (leaf_kind_of<X>() == kind) n += size(field);
      } else if constexpr (Module<X>)
        n += count_of_kind<X>(kind, size);
    });
  }
  return n;
}
template <class M>
constexpr std::int64_t count_elements(LeafKind kind) {
  return count_of_kind<M>(kind, []<class X>(X const&) { return static_cast<std::int64_t>(X::size); });
}
template <class M>
constexpr std::int64_t count_bytes(LeafKind kind) {
  return count_of_kind<M>(kind,
                          []<class X>(X const&) { return static_cast<std::int64_t>(X::size * sizeof(typename X::value_type)); });
}
}  // namespace detail

/// Tensors of a module, of all kinds.
template <class M>
inline constexpr int tensor_count = detail::count_tensors<M>();
/// Trained values of a module, and their bytes.
template <class M>
inline constexpr std::int64_t parameter_count = detail::count_elements<M>(LeafKind::parameter);
template <class M>
inline constexpr std::int64_t parameter_bytes = detail::count_bytes<M>(LeafKind::parameter);

}  // namespace tenon
