using TransferLab.Autodiff;
using TransferLab.Autodiff.Losses;
using TransferLab.Networks;
using TransferLab.Onnx;
using TransferLab.Optimizers;
using TransferLab.Pictures.Batches;
using TransferLab.Runtime;
using TransferLab.Training.Parameters;
using TransferLab.Training.Steps;

namespace TransferLab.Tests.Training.Steps;

public class TrainingStepTests
{
    private const int Width = 8;

    [Theory]
    [InlineData("8,tanh", true)]
    [InlineData("16,relu", true)]
    [InlineData("16,gelu,dropout=0.05", true)]
    [InlineData("", false)]
    [InlineData("8", false)]
    public void Hidden_layers_learn_what_no_linear_layer_can(string head, bool learns)
    {
        using var buffer = new BatchBuffer<float>(4, [2], 2);
        for (var i = 0; i < 4; i++)
        {
            buffer.Sample(i)[0] = i & 1;
            buffer.Sample(i)[1] = i >> 1;
            buffer.Target(i)[(i & 1) ^ (i >> 1)] = 1;
            buffer.Indices[i] = i;
        }
        using var step = Step(head, 2, 2, 4, out _);
        using var optimizer = step.Parameters.CreateOptimizer(new OptimizerOptions { Name = "adam", Threads = 1 });
        var loss = 0f;
        for (step.Epoch = 0; step.Epoch < 400; step.Epoch++)
        {
            loss = step.Run(buffer.Take(4), CancellationToken.None);
            optimizer.Step(new StepSettings(0.03f));
        }
        if (learns)
            Assert.InRange(loss, 0, 0.1f);
        else
            Assert.InRange(loss, 0.69f, 0.75f);
    }

    [Fact]
    public void What_is_dropped_depends_on_epoch_and_sample_and_on_nothing_else_of_the_batch()
    {
        using var buffer = Batch(4);
        using var step = Step("dropout=0.5", Width, 3, 4, out _);
        step.Epoch = 5;
        var whole = Logits(step, buffer.Take(4));
        Assert.Equal(whole, Logits(step, buffer.Take(4)));
        // The smaller batch goes through another graph, with the masks of its own samples.
        Session.Close(whole[..6], Logits(step, buffer.Take(2)), 1e-5);
        step.Epoch = 6;
        Assert.NotEqual(whole, Logits(step, buffer.Take(4)));
        step.Epoch = 5;
        buffer.Indices[0] = 77;
        var moved = Logits(step, buffer.Take(4));
        Assert.NotEqual(whole[..3], moved[..3]);
        Assert.Equal(whole[3..], moved[3..]);
    }

    [Fact]
    public void Over_many_epochs_dropout_leaves_the_mean_of_a_linear_head_alone()
    {
        using var buffer = Batch(4);
        using var plain = Step("", Width, 3, 4, out _);
        using var step = Step("dropout=0.3", Width, 3, 4, out var head);
        Assert.Equal(0.3f, head.Dropouts.Single().Rate);
        var expected = Logits(plain, buffer.Take(4));
        var mean = new double[expected.Length];
        const int epochs = 4000;
        for (step.Epoch = 0; step.Epoch < epochs; step.Epoch++)
        {
            var logits = Logits(step, buffer.Take(4));
            for (var i = 0; i < mean.Length; i++)
                mean[i] += logits[i] / (double)epochs;
        }
        Assert.All(expected.Zip(mean), p => Assert.Equal(p.First, p.Second, 0.03));
    }

    private static float[] Logits(TrainingStep step, Batch batch)
    {
        step.Run(batch, CancellationToken.None);
        return step.Logits(batch.Count).ToArray();
    }

    private static BatchBuffer<float> Batch(int count)
    {
        var buffer = new BatchBuffer<float>(count, [Width], 3);
        Session.Normal(1, count * Width).CopyTo(buffer.Input.Span);
        for (var i = 0; i < count; i++)
        {
            buffer.Target(i)[i % 3] = 1;
            buffer.Indices[i] = 10 + i;
        }
        return buffer;
    }

    private static TrainingStep Step(string spec, int width, int classes, int batch, out ClassifierHead head)
    {
        var model = new OnnxModel("suffix", 18);
        model.Graph.Inputs.Add(new ValueInfo("features", ElementType.Float, new Shape(Dim.Of("N"), width)));
        head = ClassifierHead.Append(model, "features", new ClassifierHeadOptions { Classes = classes, Seed = 1, Spec = HeadSpec.Parse(spec) });
        var step = new TrainingStep(model, new TrainingGraphOptions { Logits = head.Logits, Loss = new SoftmaxCrossEntropy(), Trainables = [.. head.Trainables] },
            batch, classes, null, new SessionSettings { Threads = 1 }, head.Dropouts, seed: 1);
        step.Parameters.LoadFrom(model.Graph);
        return step;
    }
}
