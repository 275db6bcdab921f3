// SPDX-License-Identifier: MIT
#include "peer_attention.hpp"

#include <oneapi/dnnl/dnnl.hpp>

namespace bench {
namespace {

using namespace dnnl;
using Tag = memory::format_tag;

/// Three primitives, as the library has no fused one: scores, their softmax in place, sums of values.
class Attention {
 public:
  explicit Attention(AttentionJob const& j) : y_(j.size()) {
    memory::desc const plain{{j.heads, j.steps, j.width}, memory::data_type::f32, Tag::abc};
    memory::desc const transposed{{j.heads, j.width, j.steps}, memory::data_type::f32, Tag::acb};
    memory::desc const scores{{j.heads, j.steps, j.steps}, memory::data_type::f32, Tag::abc};
    auto const at = [this](memory::desc const& d, float const* p) { return memory(d, engine_, const_cast<float*>(p)); };
    memory const s(scores, engine_);
    primitive_attr scaled;
    scaled.set_output_scales(0, {j.scale});
    add(matmul({{plain, transposed, scores}, scaled, engine_}),
        {{DNNL_ARG_SRC, at(plain, j.q)}, {DNNL_ARG_WEIGHTS, at(transposed, j.k)}, {DNNL_ARG_DST, s}});
    add(softmax_forward({{prop_kind::forward_inference, scores, 2}, engine_}), {{DNNL_ARG_SRC, s}, {DNNL_ARG_DST, s}});
    add(matmul({{scores, plain, plain}, engine_}),
        {{DNNL_ARG_SRC, s}, {DNNL_ARG_WEIGHTS, at(plain, j.v)}, {DNNL_ARG_DST, at(plain, y_.data())}});
  }
  void operator()() {
    for (Step& s : steps_) s.first.execute(stream_, s.second);
    stream_.wait();
  }
  std::vector<float> const& result() const { return y_; }

 private:
  using Step = std::pair<primitive, std::unordered_map<int, memory>>;
  engine engine_{engine::kind::cpu, 0};
  stream stream_{engine_};
  std::vector<float> y_;
  std::vector<Step> steps_;

  void add(primitive const& p, std::unordered_map<int, memory> arguments) { steps_.emplace_back(p, std::move(arguments)); }
};

[[maybe_unused]] bool const added = add_attention_peer([](AttentionJob const& j, std::vector<Contestant>& to) {
  auto const a = std::make_shared<Attention>(j);
  to.push_back(contestant("onednn", [a, data = j.data] { (*a)(); }, [a] { return to_values(a->result()); }));
});

}  // namespace
}  // namespace bench
