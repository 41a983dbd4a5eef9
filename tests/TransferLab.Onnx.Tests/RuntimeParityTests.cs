using TransferLab.Onnx.Editing;
using TransferLab.Onnx.Tests.Upgrade;
using TransferLab.Onnx.Upgrade;
using TransferLab.Runtime;
using TransferLab.Testing;
using TransferLab.Testing.Reference;

namespace TransferLab.Onnx.Tests;

/// <summary>An edited model computes what the original computes, by ONNX Runtime.</summary>
public class RuntimeParityTests
{
    public static TheoryData<string> Fixtures => OpsetUpgradeTests.Fixtures;

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void An_upgraded_model_computes_what_the_old_one_did(string name)
    {
        var old = OnnxModel.Load(Path.Combine(RepositoryRoot.Path, "tests/fixtures/onnx-upgrade", name + ".onnx"));
        var upgraded = OpsetUpgrade.Apply(old);
        // The runtime refuses the attribute that a converter left behind; without it the node means the same.
        foreach (var node in old.Graph.Nodes)
            node.Remove("broadcast");
        for (var seed = 0; seed < 2; seed++)
            Same(Run(old, Feeds(old, seed)), Run(upgraded, Feeds(old, seed)), 0);
    }

    [Fact]
    public void A_batch_made_free_gives_each_image_what_it_got_alone()
    {
        var single = TestModels.Transformer();
        var free = TestModels.Transformer();
        DynamicBatch.Apply(free);
        ConstantFolding.Apply(free);
        Rows(single, free, 3, 1e-5);
    }

    [Fact]
    public void The_half_precision_file_prepared_for_training_keeps_its_probabilities()
    {
        var half = OnnxModel.Load(SharedData.Path("backbones/squeezenet_fp16/SqueezeNet_fp16.onnx"));
        var prepared = OpsetUpgrade.Apply(half);
        Float16Widening.Apply(prepared);
        DynamicBatch.Apply(prepared);
        ConstantFolding.Apply(prepared);
        Rows(half, prepared, 2, 0.01, scale: 100);
    }

    [Fact]
    public void Folded_and_cut_models_compute_the_whole()
    {
        var model = OnnxModel.Load(SharedData.Path("backbones/mobilenet_v1/mobilenet_v1_block12.onnx"));
        var feeds = new Dictionary<string, NDArray> { ["image"] = NDArray.Random(1, -1, 1, 1, 3, 224, 224) };
        var whole = Run(model, feeds);
        var folded = model.Clone();
        ConstantFolding.Apply(folded);
        Same(whole, Run(folded, feeds), 1e-4);
        Same(whole, Run(OpsetUpgrade.Apply(model), feeds), 1e-4);

        var cut = model.Graph.Nodes[model.Graph.Nodes.Count / 2].Outputs[0];
        var middle = Run(TestModels.Prefix(model, cut), feeds);
        Same(whole, Run(TestModels.Suffix(model, cut), middle), 1e-4);
    }

    /// <summary>Compares a batch with its images one by one.</summary>
    private static void Rows(OnnxModel single, OnnxModel free, int batch, double tolerance, double scale = 1)
    {
        var feed = single.Graph.Feeds.Single();
        int[] dims = [.. feed.Shape!.Select(d => (int)d.Value)];
        var images = NDArray.Random(3, -scale, scale, [batch, .. dims[1..]]);
        var together = Run(free, new Dictionary<string, NDArray> { [feed.Name] = images });
        var size = images.Count / batch;
        for (var i = 0; i < batch; i++)
        {
            var image = new NDArray(feed.Type, images.Values[(i * size)..((i + 1) * size)], dims);
            foreach (var (name, alone) in Run(single, new Dictionary<string, NDArray> { [feed.Name] = image }))
            {
                var rows = together[name];
                Assert.Equal(batch * alone.Count, rows.Count);
                for (var k = 0; k < alone.Count; k++)
                    Assert.Equal(alone.Values[k], rows.Values[(i * alone.Count) + k], tolerance);
            }
        }
    }

    private static Dictionary<string, NDArray> Feeds(OnnxModel model, int seed) => model.Graph.Feeds.ToDictionary(f => f.Name, f =>
    {
        int[] dims = [.. f.Shape!.Select(d => (int)d.Value)];
        return f.Type == ElementType.Bool ? NDArray.Filled(f.Type, seed, dims) : new NDArray(f.Type, NDArray.Random(seed, -2, 2, dims).Values, dims);
    });

    private static IReadOnlyDictionary<string, NDArray> Run(OnnxModel model, IReadOnlyDictionary<string, NDArray> feeds) =>
        RuntimeRunner.Run(model, feeds, [.. model.Graph.Outputs.Select(o => o.Name)], GraphOptimization.None);

    private static void Same(IReadOnlyDictionary<string, NDArray> expected, IReadOnlyDictionary<string, NDArray> actual, double tolerance)
    {
        foreach (var (name, array) in expected)
        {
            Assert.Equal(array.Type, actual[name].Type);
            Assert.Equal(array.Dims, actual[name].Dims);
            for (var i = 0; i < array.Count; i++)
                Assert.Equal(array.Values[i], actual[name].Values[i], Math.Max(tolerance, 1e-6 * Math.Abs(array.Values[i])));
        }
    }
}
