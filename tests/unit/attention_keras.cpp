// SPDX-License-Identifier: MIT
// Keras' own tests of attention layers.
#include "support/keras_vectors.hpp"

#include <tenon/embedded.hpp>
#include <tenon/nn/layer/attention.hpp>
#include <tenon/nn/layer/multi_head_attention.hpp>

using namespace tenon_test;
namespace nn = tn::nn;

namespace {

struct Operands {
  tn::Tensor<float, 1, 2, 2> query, value, key;
  explicit Operands(KerasVector const& v)
      : query(v.input<float, 1, 2, 2>("query")), value(v.input<float, 1, 2, 2>("value")),
        key(v.inputs()["key"] ? v.input<float, 1, 2, 2>("key") : value) {}
};

}  // namespace

TEST_CASE("keras: Attention", "[keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  {
    KerasVector const v = keras_vector("layers.attention.Attention.01");
    Operands const o(v);
    check_expected(v, tn::call(nn::Attention<>{}, o.query, o.value, o.key));
  }
  {
    KerasVector const v = keras_vector("layers.attention.Attention.03");
    Operands const o(v);
    nn::Attention<nn::ConcatScore> layer;
    tn::initialize(layer, 1);
    check_expected(v, tn::call(layer, o.query, o.value, o.key));
  }
  {
    KerasVector const v = keras_vector("layers.attention.Attention.05");
    Operands const o(v);
    check_expected(
        v, tn::call(nn::Attention<>{}, o.query, o.value, v.input<bool, 1, 2>("query_mask"), v.input<bool, 1, 2>("value_mask")));
  }
}

TEST_CASE("keras: AdditiveAttention", "[keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  nn::AdditiveAttentionLayer<2, nn::NoScale> const layer;
  {
    KerasVector const v = keras_vector("layers.attention.AdditiveAttention.01");
    Operands const o(v);
    check_expected(v, tn::call(layer, o.query, o.value, o.key));
  }
  {
    KerasVector const v = keras_vector("layers.attention.AdditiveAttention.03");
    Operands const o(v);
    check_expected(v, tn::call(layer, o.query, o.value, v.input<bool, 1, 2>("query_mask"), v.input<bool, 1, 2>("value_mask")));
  }
}

TEST_CASE("keras: MultiHeadAttention", "[keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  for (char const* id : {"layers.attention.MultiHeadAttention.01", "layers.attention.MultiHeadAttention.03"}) {
    KerasVector const v = keras_vector(id);
    nn::MultiHeadAttention<8, 8>::build<tn::Shape<8, 8>> layer;
    tn::for_each_tensor(layer, [](tn::Path const& p, auto& t) {
      t.fill(0);
      if (std::string(p.name) != "kernel") return;
      for (std::size_t i = 0; i < 8; ++i)
        for (std::size_t j = 0; j < 8; ++j) t.data()[(i * 8 + j) * 8 + i] = 1;
    });
    check_expected(
        v, tn::call(layer, v.input<float, 1, 8, 8>("query"), v.input<float, 1, 8, 8>("value"), v.input<float, 1, 8, 8>("key")));
  }
}
