// SPDX-License-Identifier: MIT
#pragma once

#include "support/interpret.hpp"
#include "support/keras_vectors.hpp"

#include <tenon/nn/losses.hpp>

/// Keras' vectors of losses: a plain function with Keras' reductions and weights.
namespace tenon_test {

namespace nn = tenon::nn;

/// Losses folded as a vector says: by its reduction, with its weights, which are of the first axes.
template <std::size_t N>
void check_losses(KerasVector const& v, tn::Tensor<double, N> const& losses) {
  auto weights = tn::ones<double, N>();
  if (Json const& w = v.inputs()["sample_weight"]) {
    auto const given = (w["shape"] ? w["data"] : w).numbers();
    REQUIRE((!given.empty() && N % given.size() == 0));
    for (std::size_t i = 0; i < N; ++i) weights.data()[i] = given[i / (N / given.size())];
  }
  std::string reduction = "sum_over_batch_size";
  for (std::string const& key : v.params().keys())
    if (key == "reduction") reduction = v.params()[key].text("none");
  if (reduction == "none")
    check_expected(v, nn::reduce_loss<nn::Reduction::none>(losses, weights));
  else if (reduction == "sum")
    check_expected(v, nn::reduce_loss<nn::Reduction::sum>(losses, weights));
  else if (reduction == "mean_with_sample_weight")
    check_expected(v, nn::reduce_loss<nn::Reduction::mean_with_sample_weight>(losses, weights));
  else
    check_expected(v, nn::reduce_loss(losses, weights));
}

/// f(y_true, y_pred, parameters...) of labels of dtype T and shape Y and predictions of shape P, in single precision, against
/// vectors; parameters are named with their defaults.
template <class T, class Y, class P, class F>
void check_vectors(F f, std::initializer_list<char const*> ids, char const* name = "", float otherwise = 0,
                   char const* name2 = "", float otherwise2 = 0) {
  using True = tn::BasicTensor<T, Y>;
  using Pred = tn::BasicTensor<float, P>;
  using Number = tn::Tensor<float>;
  for (char const* id : ids) {
    KerasVector const& v = keras_vector(id);
    INFO(id);
    Number const a{static_cast<float>(v.params()[name].number(otherwise))};
    Number const b{static_cast<float>(v.params()[name2].number(otherwise2))};
    auto const got = interpret(f, tensor_like<True>(v.inputs()["y_true"]), tensor_like<Pred>(v.inputs()["y_pred"]), a, b);
    tn::Tensor<double, tn::detail::FunctionSource<F, True, Pred, Number, Number>::returned::size> losses;
    REQUIRE(got.size() == losses.size);
    for (std::size_t i = 0; i < got.size(); ++i) losses.data()[i] = got[i];
    check_losses(v, losses);
  }
}

/// A loss of tenon::nn as a function of y, p and two parameters a and b.
#define TENON_LOSS(...)                                                                                                          \
  [](auto const& y, auto const& p, auto const& a, auto const& b) { return (void)a, (void)b, nn::__VA_ARGS__; }

}  // namespace tenon_test
