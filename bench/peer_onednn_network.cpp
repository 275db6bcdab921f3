// SPDX-License-Identifier: MIT
#include "peer_predict.hpp"

#include <oneapi/dnnl/dnnl.hpp>

namespace bench {
namespace {

using namespace dnnl;
using Dim = memory::dim;
using Tag = memory::format_tag;

/// A network of oneDNN's primitives: weights reordered beforehand as each likes them, activations fused, between layers the
/// order of memory that the layers choose.
class Net {
 public:
  explicit Net(PredictJob const& p) : rows_(p.rows), next_(p.weights) {
    auto const w = widths(p.network);
    if (p.network == Network::lenet) {
      last_ = memory(desc({rows_, 1, 28, 28}, Tag::nhwc), engine_, const_cast<float*>(p.x));
      conv(28, 1, 6, 2);
      pool(28, 6);
      conv(14, 6, 16, 0);
      pool(10, 16);
      // Dense layers of Tenon's models read [rows, columns, channels].
      memory const flat(desc({rows_, 16, 5, 5}, Tag::nhwc), engine_);
      run(reorder(last_, flat), {{DNNL_ARG_FROM, last_}, {DNNL_ARG_TO, flat}});
      last_ = memory(desc({rows_, 400}, Tag::ab), engine_, flat.get_data_handle());
      kept_.push_back(flat);
    } else {
      last_ = memory(desc({rows_, w[0]}, Tag::ab), engine_, const_cast<float*>(p.x));
    }
    for (std::size_t i = 0; i + 1 < w.size(); ++i) {
      post_ops after;
      if (i + 2 < w.size()) {
        if (p.network == Network::small)
          after.append_eltwise(1.05070098f, algorithm::eltwise_elu, 1.67326324f, 0);
        else
          after.append_eltwise(1, algorithm::eltwise_relu, 0, 0);
      }
      dense(w[i], w[i + 1], after);
    }
    if (w.back() == 1) return;
    softmax_forward::desc const d(prop_kind::forward_inference, last_.get_desc(), 1);
    memory const y(last_.get_desc(), engine_);
    run(softmax_forward({d, engine_}), {{DNNL_ARG_SRC, last_}, {DNNL_ARG_DST, y}});
    last_ = y;
  }
  void operator()() {
    for (auto const& [primitive, arguments] : steps_) primitive.execute(stream_, arguments);
    stream_.wait();
  }
  float const* result() const { return static_cast<float const*>(last_.get_data_handle()); }

 private:
  using Arguments = std::unordered_map<int, memory>;
  Dim rows_;
  float const* next_;  ///< of the weights
  engine engine_{engine::kind::cpu, 0};
  stream stream_{engine_};
  std::vector<std::pair<primitive, Arguments>> steps_;
  std::vector<memory> kept_;
  memory last_;

  static memory::desc desc(memory::dims const& d, Tag tag) { return {d, memory::data_type::f32, tag}; }
  void run(primitive const& p, Arguments arguments) { steps_.emplace_back(p, std::move(arguments)); }
  /// The next weights in the order that a primitive likes.
  memory weights(memory::desc const& ours, memory::desc const& theirs) {
    memory const from(ours, engine_, const_cast<float*>(next_)), to(theirs, engine_);
    reorder(from, to).execute(stream_, const_cast<memory&>(from), const_cast<memory&>(to));
    stream_.wait();
    std::size_t count = 1;
    for (Dim const d : ours.dims()) count *= static_cast<std::size_t>(d);
    next_ += count;
    return to;
  }
  template <class Description>
  void layer(Description const& d, memory::desc const& kernel, int filters, post_ops const& after) {
    using Layer =
        std::conditional_t<std::is_same_v<Description, convolution_forward::desc>, convolution_forward, inner_product_forward>;
    primitive_attr attributes;
    attributes.set_post_ops(after);
    typename Layer::primitive_desc const chosen(d, attributes, engine_);
    memory const w = weights(kernel, chosen.weights_desc()), b = weights(desc({filters}, Tag::a), desc({filters}, Tag::a));
    if (last_.get_desc() != chosen.src_desc()) {
      memory const x(chosen.src_desc(), engine_);
      run(reorder(last_, x), {{DNNL_ARG_FROM, last_}, {DNNL_ARG_TO, x}});
      last_ = x;
    }
    memory const y(chosen.dst_desc(), engine_);
    run(Layer(chosen), {{DNNL_ARG_SRC, last_}, {DNNL_ARG_WEIGHTS, w}, {DNNL_ARG_BIAS, b}, {DNNL_ARG_DST, y}});
    last_ = y;
  }
  void conv(int size, int channels, int filters, int padding) {
    int const out = size + 2 * padding - 4;
    post_ops relu;
    relu.append_eltwise(1, algorithm::eltwise_relu, 0, 0);
    convolution_forward::desc const d(prop_kind::forward_inference, algorithm::convolution_auto,
                                      desc({rows_, channels, size, size}, Tag::any), desc({filters, channels, 5, 5}, Tag::any),
                                      desc({filters}, Tag::a), desc({rows_, filters, out, out}, Tag::any), {1, 1},
                                      {padding, padding}, {padding, padding});
    layer(d, desc({filters, channels, 5, 5}, Tag::hwio), filters, relu);
  }
  void pool(int size, int channels) {
    pooling_forward::desc const d(prop_kind::forward_inference, algorithm::pooling_max, last_.get_desc(),
                                  desc({rows_, channels, size / 2, size / 2}, Tag::any), {2, 2}, {2, 2}, {0, 0}, {0, 0});
    pooling_forward::primitive_desc const chosen(d, engine_);
    memory const y(chosen.dst_desc(), engine_);
    run(pooling_forward(chosen), {{DNNL_ARG_SRC, last_}, {DNNL_ARG_DST, y}});
    last_ = y;
  }
  void dense(int inputs, int units, post_ops const& after) {
    inner_product_forward::desc const d(prop_kind::forward_inference, desc({rows_, inputs}, Tag::ab),
                                        desc({units, inputs}, Tag::any), desc({units}, Tag::a), desc({rows_, units}, Tag::ab));
    layer(d, desc({units, inputs}, Tag::ba), units, after);
  }
};

[[maybe_unused]] bool const added = add_predict_peer([](PredictJob const& p, std::vector<Contestant>& to) {
  auto const net = std::make_shared<Net>(p);
  to.push_back(predict_contestant("oneDNN", p, [net] { (*net)(); }, [net] { return net->result(); }));
});

}  // namespace
}  // namespace bench
