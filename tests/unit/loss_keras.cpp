// SPDX-License-Identifier: MIT
// Keras' vectors of losses: the plain functions with Keras' reductions and weights.
#include "support/interpret.hpp"
#include "support/keras_vectors.hpp"

#include <tenon/nn/losses.hpp>

namespace tn = tenon;
namespace nn = tenon::nn;
using namespace tenon_test;
using nn::Reduction;

namespace {

template <class S>
struct Losses;
template <std::size_t... D>
struct Losses<tn::Shape<D...>> : std::type_identity<tn::Tensor<double, D...>> {};

/// Losses folded as a vector says: by its reduction, with its weights.
template <class L>
void check_losses(KerasVector const& v, L const& losses) {
  Json const& w = v.inputs()["sample_weight"];
  std::string reduction = "sum_over_batch_size";
  for (std::string const& key : v.params().keys())
    if (key == "reduction") reduction = v.params()[key].text("none");
  auto fold = [&]<class W>(W const& weights) {
    if (reduction == "none")
      check_expected(v, nn::reduce_loss<Reduction::none>(losses, weights));
    else if (reduction == "sum")
      check_expected(v, nn::reduce_loss<Reduction::sum>(losses, weights));
    else if (reduction == "mean_with_sample_weight")
      check_expected(v, nn::reduce_loss<Reduction::mean_with_sample_weight>(losses, weights));
    else
      check_expected(v, nn::reduce_loss(losses, weights));
  };
  constexpr std::size_t batch = L::rank == 0 ? 1 : std::size_t(tn::dims_of<typename L::shape_type>[0]);
  if (!w)
    fold(1.0);
  else if (!w["shape"])
    fold(w.number());
  else if (w["data"].size() == L::size)
    fold(tensor_like<L>(w));
  else
    fold(tensor_from<double, batch>(w));
}

/// f(y_true, y_pred, parameters...) of labels of dtype T and shape Y and predictions of shape P, in single precision, against
/// vectors; parameters are named with their defaults.
template <class T, class Y, class P, class F>
void check(F f, std::initializer_list<char const*> ids, char const* name = "", float otherwise = 0, char const* name2 = "",
           float otherwise2 = 0) {
  using True = typename TensorOf<Y>::template type<T>;
  using Pred = typename TensorOf<P>::template type<float>;
  for (char const* id : ids) {
    KerasVector const& v = keras_vector(id);
    INFO(id);
    auto const y = tensor_like<True>(v.inputs()["y_true"]);
    auto const p = tensor_like<Pred>(v.inputs()["y_pred"]);
    tn::Tensor<float> const a{static_cast<float>(v.params()[name].number(otherwise))};
    tn::Tensor<float> const b{static_cast<float>(v.params()[name2].number(otherwise2))};
    using S = typename tn::detail::FunctionSource<F, True, Pred, tn::Tensor<float>, tn::Tensor<float>>::returned::shape_type;
    typename Losses<S>::type losses;
    auto const got = interpret(f, y, p, a, b);
    REQUIRE(got.size() == losses.size);
    for (std::size_t i = 0; i < got.size(); ++i) losses.data()[i] = got[i];
    check_losses(v, losses);
  }
}

#define LOSS(...) [](auto const& y, auto const& p, auto const& a, auto const& b) { return (void)a, (void)b, nn::__VA_ARGS__; }
