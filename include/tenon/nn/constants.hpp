// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/module.hpp>

/// Weights as constants of a program, for machines without files: what `nn::export_header` writes uses this. Nothing here needs
/// an operating system or a heap.
namespace tenon::nn {

/// A tensor's name in its model, dtype, shape and elements.
template <FixedString Name, class T, class S, auto const& Elements>
struct NamedConstant {
  static constexpr auto& name = Name.text;
  using value_type = T;
  using shape_type = S;
  static constexpr auto& elements = Elements;
};
/// All tensors of a model, in the order of its fields.
template <class... C>
struct Constants {
  static constexpr std::size_t count = sizeof...(C);
};

namespace detail {

/// Whether a text ends with the name of a tensor; what stands before it is left.
constexpr bool is_path(char const* text, std::size_t& length, Path const& path) {
  std::size_t n = 0;
  while (path.name[n] != '\0') ++n;
  if (n > length) return false;
  for (std::size_t i = 0; i < n; ++i)
    if (text[length - n + i] != path.name[i]) return false;
  length -= n;
  if (path.parent == nullptr) return length == 0;
  return length > 0 && text[--length] == '.' && is_path(text, length, *path.parent);
}
constexpr bool is_name_of(char const* text, Path const& path) {
  std::size_t length = 0;
  while (text[length] != '\0') ++length;
  return is_path(text, length, path);
}

struct ConstantInfo {
  char const* name;
  DType dtype;
  Dims dims;
};
template <class List>
struct ConstantList;
template <class... C>
struct ConstantList<Constants<C...>> {
  static constexpr ConstantInfo all[sizeof...(C) + 1] = {
      {C::name, dtype_of<typename C::value_type>, dims_of<typename C::shape_type>}..., {"", DType::f32, {}}};

  /// The first constant that is not the model's tensor in its place; the number of tensors where all are.
  template <class M>
  static constexpr int first_fault() {
    M model;
    int i = 0, fault = -1;
    for_each_tensor(model, [&](Path const& path, auto& t) {
      using X = std::remove_cvref_t<decltype(t)>;
      bool const fits = i < int(sizeof...(C)) && is_name_of(all[i].name, path) &&
                        all[i].dtype == dtype_of<typename X::value_type> && all[i].dims == dims_of<typename X::shape_type>;
      if (!fits && fault < 0) fault = i;
      ++i;
    });
    return fault >= 0 ? fault : i;
  }

  template <class M>
  static constexpr void read_into(M& model) {
    int i = 0;
    for_each_tensor(model, [&i](Path const&, auto& t) {
      int k = 0;
      ((k++ == i ? copy<C>(t) : void()), ...);
      ++i;
    });
  }

 private:
  template <class From, class X>
  static constexpr void copy(X& to) {
    if constexpr (std::is_same_v<typename From::shape_type, typename X::shape_type> &&
                  std::is_same_v<typename From::value_type, typename X::value_type>) {
      to.fill(typename X::value_type{});
      for (std::size_t j = 0; j < X::size; ++j) to.data()[j] = From::elements[j];
    }
  }
};

/// Tensor number I of a model, and constant number I, for messages.
template <int I, class List>
struct ConstantAt : std::type_identity<void> {};
template <int I, class First, class... Rest>
struct ConstantAt<I, Constants<First, Rest...>> : ConstantAt<I - 1, Constants<Rest...>> {};
template <class First, class... Rest>
struct ConstantAt<0, Constants<First, Rest...>> : std::type_identity<First> {};

}  // namespace detail
}  // namespace tenon::nn

namespace tenon::diagnose {
template <class Model, int Tensor, class Constant, bool Fits>
inline constexpr bool constants_are_the_models_tensors = Fits;
}  // namespace tenon::diagnose

namespace tenon::nn {

namespace detail {
template <class M, class List>
constexpr bool check_constants() {
  constexpr int tensors = tensor_count<M>, fault = ConstantList<List>::template first_fault<M>();
  constexpr bool fits = fault == tensors && List::count == std::size_t(tensors);
  static_assert(
      diagnose::constants_are_the_models_tensors<M, fault, typename ConstantAt<fault, List>::type, fits>,
      "exported weights: not those of this model: names, dtypes and shapes must be equal (model, the number of its first "
      "tensor that differs, the constant in that place follow); export them again");
  return fits;
}
}  // namespace detail

/// Writes constants into a model's tensors, in constant evaluation too. They must be those of the model.
template <class List, Module M>
constexpr void load_constants(M& model) {
  if constexpr (detail::check_constants<M, List>()) detail::ConstantList<List>::read_into(model);
}

/// A model with these weights: `constexpr Net net = from_constants<Net, weights::Constants>();` lies in flash.
template <Module M, class List>
constexpr M from_constants() {
  M model;
  if constexpr (detail::check_constants<M, List>()) detail::ConstantList<List>::read_into(model);
  return model;
}

}  // namespace tenon::nn
