using Microsoft.ML.OnnxRuntime.Tensors;
using TransferLab.Onnx;

namespace TransferLab.Runtime.Tests;

public sealed class SessionErrorTests : IDisposable
{
    private readonly InferenceSession _session = new(Models.Affine());
    private readonly OrtValue _x = OrtValue.Allocate<float>(2, 3);
    private readonly OrtValue _b = OrtValue.Allocate<float>(3);

    public void Dispose()
    {
        _session.Dispose();
        _x.Dispose();
        _b.Dispose();
    }

    [Fact]
    public void Unknown_inputs_are_named_and_the_known_ones_listed() =>
        Refused("has no input 'image'. It has: x: Float [N,3]; b: Float [3].", [("image", _x), ("b", _b)]);

    [Fact]
    public void Unknown_outputs_are_named_and_the_known_ones_listed() =>
        Refused("has no output 'logits'. It has: y: Float [N,3]; doubled: Float [N,3].", [("x", _x), ("b", _b)], "logits");

    [Fact]
    public void Missing_inputs_are_listed() => Refused("needs values that were not given: b: Float [3].", [("x", _x)]);

    [Fact]
    public void Inputs_given_twice_are_named() => Refused("The input 'x' of the model in memory is given twice", [("x", _x), ("x", _x), ("b", _b)]);

    [Fact]
    public void A_wrong_element_type_is_named()
    {
        using var wrong = OrtValue.Allocate<byte>(2, 3);
        Refused("The input 'x' of the model in memory is Float [N,3], but got element type UInt8", [("x", wrong), ("b", _b)]);
    }

    [Fact]
    public void A_wrong_rank_is_named()
    {
        using var wrong = OrtValue.Allocate<float>(2, 3, 1);
        Refused("is Float [N,3], but got the shape [2,3,1], which has 3 dimensions instead of 2", [("x", wrong), ("b", _b)]);
    }

    [Fact]
    public void A_wrong_dimension_is_named()
    {
        using var wrong = OrtValue.Allocate<float>(2, 4);
        Refused("is Float [N,3], but got the shape [2,4], in which dimension 1 is 4 instead of 3", [("x", wrong), ("b", _b)]);
    }

    [Fact]
    public void Nothing_to_fetch_is_refused() =>
        Assert.Throws<ArgumentException>(() => _session.Run(Models.Feeds(("x", _x), ("b", _b)), [], TestContext.Current.CancellationToken));

    [Fact]
    public void Outputs_that_are_no_tensors_are_refused()
    {
        using var session = new InferenceSession(Models.SequenceOutput());
        Assert.Null(session.Outputs[0].Type);
        using var x = OrtValue.Allocate<float>(2);
        var error = Assert.Throws<ArgumentException>(() => session.Run(Models.Feeds(("x", x)), ["s"], TestContext.Current.CancellationToken));
        Assert.Contains("is no tensor", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outputs_of_strings_are_refused()
    {
        using var session = new InferenceSession(Models.Identity(ElementType.String, rank: 2));
        Assert.Equal(TensorElementType.String, session.Outputs[0].Type);
        Assert.Contains("strings", Assert.Throws<ArgumentException>(() => session.CreateBinding().BindOutput("y")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_session_is_not_run()
    {
        var session = new InferenceSession(Models.Affine());
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Run(Models.Feeds(("x", _x), ("b", _b)), ["y"], TestContext.Current.CancellationToken));
        Assert.Throws<ObjectDisposedException>(session.CreateBinding);
        Assert.Throws<ObjectDisposedException>(session.EndProfiling);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("nowhere.onnx", Assert.Throws<FileNotFoundException>(() => new InferenceSession("nowhere.onnx")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_no_model_is_named()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "certainly no protobuf");
            var error = Assert.Throws<OrtException>(() => new InferenceSession(path));
            Assert.Contains($"could not load the model '{path}'", error.Message, StringComparison.Ordinal);
            Assert.EndsWith("(InvalidProtobuf)", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void An_operator_that_does_not_exist_is_an_error_of_the_runtime()
    {
        var model = new OnnxModel("odd", 17);
        model.Graph.Inputs.Add(new ValueInfo("x", ElementType.Float, Shape.Of(1)));
        model.Graph.Nodes.Add(new Node("Frobnicate", ["x"], ["y"]));
        model.Graph.Outputs.Add(new ValueInfo("y", ElementType.Float, Shape.Of(1)));
        Assert.Contains("Frobnicate", Assert.Throws<OrtException>(() => new InferenceSession(model.ToBytes())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operator_that_fails_while_it_runs_is_an_error_of_the_runtime()
    {
        var model = new OnnxModel("reshape", 17);
        model.Graph.Inputs.Add(new ValueInfo("x", ElementType.Float, new Shape(Dim.Of("N"))));
        model.Graph.Inputs.Add(new ValueInfo("shape", ElementType.Int64, Shape.Of(2)));
        model.Graph.Nodes.Add(new Node("Reshape", ["x", "shape"], ["y"]));
        model.Graph.Outputs.Add(new ValueInfo("y", ElementType.Float, null));
        using var session = new InferenceSession(model.ToBytes());
        using var x = OrtValue.Allocate<float>(6);
        using var shape = OrtValue.From<long>([4, 4], 2);
        var error = Assert.Throws<OrtException>(() => session.Run(Models.Feeds(("x", x), ("shape", shape)), ["y"], TestContext.Current.CancellationToken));
        Assert.StartsWith("ONNX Runtime could not run the model in memory: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Truncated_and_mutated_models_are_refused_or_loaded_but_never_crash()
    {
        var good = Models.Affine();
        Assert.Throws<OrtException>(() => new InferenceSession([]));
        var refused = 0;
        var random = new Random(7);
        // One thread a session: starting more would be most of the time.
        var settings = new SessionSettings { Threads = 1 };
        for (var round = 0; round < 1500; round++)
        {
            var bytes = round < good.Length ? good[..round] : (byte[])good.Clone();
            for (var flips = round < good.Length ? 0 : random.Next(1, 6); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                new InferenceSession(bytes, settings).Dispose();
            }
            catch (OrtException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 300, 1500);
    }

    private void Refused(string words, (string, OrtValue)[] feeds, string fetch = "y") => Assert.Contains(
        words,
        Assert.ThrowsAny<ArgumentException>(() => _session.Run(Models.Feeds(feeds), [fetch], TestContext.Current.CancellationToken)).Message,
        StringComparison.Ordinal);
}
