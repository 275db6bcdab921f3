// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/tensor/tensor.hpp>

namespace tenon {

/// The initializer that a parameter has if it names none: Glorot uniform from two axes on, zeros below.
/// Defined with the others in nn/initializer.hpp; a type that only models the name is enough here.
struct DefaultInit;

/// A trained tensor of a module. `Init` says what it starts as; nothing is drawn before `initialize(module, seed)`.
template <class T, class S, class Init = DefaultInit, class Storage = typename detail::DefaultStorage<T, S>::type>
class BasicParam : public BasicTensor<T, S, Storage> {
 public:
  using tensor_type = BasicTensor<T, S, Storage>;
  using init_type = Init;
  static constexpr bool is_param = true;
  using tensor_type::tensor_type;
  using tensor_type::operator=;
  constexpr BasicParam() = default;
};

/// A trained tensor of dtype T and extents D.
template <class T, std::size_t... D>
using Param = BasicParam<T, Shape<D...>>;

/// The same with an initializer of its own: `InitParam<HeNormal, float, 8, 30>`.
template <class Init, class T, std::size_t... D>
using InitParam = BasicParam<T, Shape<D...>, Init>;

/// State of a module: its value here is what the state of a running program starts from.
template <class T, class S, class Storage = typename detail::DefaultStorage<T, S>::type>
class BasicVariable : public BasicTensor<T, S, Storage> {
 public:
  using tensor_type = BasicTensor<T, S, Storage>;
  static constexpr bool is_variable = true;
  using tensor_type::tensor_type;
  using tensor_type::operator=;
  constexpr BasicVariable() = default;
};
template <class T, std::size_t... D>
using Variable = BasicVariable<T, Shape<D...>>;

}  // namespace tenon
