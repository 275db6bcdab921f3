// SPDX-License-Identifier: MIT
#include "peer_loops.hpp"

#include <oneapi/dnnl/dnnl.hpp>

namespace bench {
namespace {

using namespace dnnl;
using Dims = memory::dims;

/// A primitive and its memory, made beforehand.
class Call {
 public:
  Call() : engine_(engine::kind::cpu, 0), stream_(engine_) {}
  engine const& on() const { return engine_; }
  void bind(int which, memory::desc const& d, float const* p) {
    arguments_.insert({which, memory(d, engine_, const_cast<float*>(p))});
  }
  void set(primitive const& p) { primitive_ = p; }
  void operator()() {
    primitive_.execute(stream_, arguments_);
    stream_.wait();
  }

 private:
  engine engine_;
  stream stream_;
  primitive primitive_;
  std::unordered_map<int, memory> arguments_;
};

memory::desc plain(LoopJob const& l) {
  return {Dims{memory::dim(l.rows), memory::dim(l.n)}, memory::data_type::f32, memory::format_tag::ab};
}

void push(std::vector<Contestant>& to, LoopJob const& l, std::shared_ptr<Call> const& call) {
  call->bind(DNNL_ARG_SRC, plain(l), l.x);
  call->bind(DNNL_ARG_DST, plain(l), l.out);
  to.push_back(loop_contestant("oneDNN", l, [call] { (*call)(); }));
}
void eltwise(std::vector<Contestant>& to, LoopJob const& l, algorithm kind, float alpha = 0, float beta = 0) {
  auto const call = std::make_shared<Call>();
  eltwise_forward::desc const d(prop_kind::forward_inference, kind, plain(l), alpha, beta);
  call->set(eltwise_forward({d, call->on()}));
  push(to, l, call);
}

void peers(LoopJob const& l, std::vector<Contestant>& to) {
  switch (l.loop) {
    case Loop::linear: return eltwise(to, l, algorithm::eltwise_linear, l.a, l.b);
    case Loop::tanh: return eltwise(to, l, algorithm::eltwise_tanh);
    case Loop::exp: return eltwise(to, l, algorithm::eltwise_exp);
    case Loop::sigmoid: return eltwise(to, l, algorithm::eltwise_logistic);
    case Loop::gelu: return eltwise(to, l, algorithm::eltwise_gelu_erf);
    case Loop::gelu_tanh: return eltwise(to, l, algorithm::eltwise_gelu_tanh);
    case Loop::softmax: {
      auto const call = std::make_shared<Call>();
      softmax_forward::desc const d(prop_kind::forward_inference, plain(l), 1);
      call->set(softmax_forward({d, call->on()}));
      return push(to, l, call);
    }
    case Loop::layer_norm: {
      auto const call = std::make_shared<Call>();
      layer_normalization_forward::desc const d(prop_kind::forward_inference, plain(l), l.a,
                                                normalization_flags::use_scale | normalization_flags::use_shift);
      call->set(layer_normalization_forward({d, call->on()}));
      memory::desc const row(Dims{memory::dim(l.n)}, memory::data_type::f32, memory::format_tag::a);
      call->bind(DNNL_ARG_SCALE, row, l.y);
      call->bind(DNNL_ARG_SHIFT, row, l.z);
      return push(to, l, call);
    }
    default: return;
  }
}

[[maybe_unused]] bool const added = add_loop_peer(peers);

}  // namespace
}  // namespace bench
