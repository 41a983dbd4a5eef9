using TransferLab.Autodiff;
using TransferLab.Runs;
using TransferLab.Settings;
using TransferLab.Training;
using TransferLab.Training.Events;
using TransferLab.Training.Gradients;
using TransferLab.Training.Parameters;

namespace TransferLab.Tests.Training.Gradients;

public sealed class GradientMonitorTests : IDisposable
{
    private readonly ParameterStore _parameters = new([new TrainableTensor("stem.weight", [4], "g1"), new TrainableTensor("head.weight", [4], "g2")]);
    private readonly List<TrainingEvent> _events = [];
    private readonly GroupNorms _norms;

    public GradientMonitorTests() => _norms = new(_parameters.Layout, new Dictionary<string, string> { ["stem.weight"] = "stem" });

    public void Dispose() => _parameters.Dispose();

    [Fact]
    public void A_norm_far_above_its_median_three_times_in_a_row_has_exploded()
    {
        var monitor = Monitor();
        for (var i = 0; i < 40; i++)
            Step(monitor, 0.5f, 0.5f);
        Step(monitor, 1e5f, 0.5f);
        Step(monitor, 1e5f, 0.5f);
        Step(monitor, 0.5f, 0.5f);
        Step(monitor, 1e5f, 0.5f);
        Step(monitor, 1e5f, 0.5f);
        var e = Assert.Throws<TrainingException>(() => Step(monitor, 1e5f, 0.5f));
        Assert.Contains("Exploding", e.Message, StringComparison.Ordinal);
        Assert.Contains("'stem' is 1E+05", e.Message, StringComparison.Ordinal);
        Assert.Contains("median of 0.5", e.Message, StringComparison.Ordinal);
        Assert.Contains("LearningRate (it is 0.125) or ClipNorm 1", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5f, 900f, false)]
    [InlineData(1e-7f, 900f, false)]
    [InlineData(0.5f, 1e5f, true)]
    public void Rises_that_may_be_sound_and_steps_that_are_clipped_raise_no_alarm(float usual, float high, bool clipped)
    {
        var monitor = Monitor(clipped: clipped);
        for (var i = 0; i < 40; i++)
            Step(monitor, usual, 0.5f);
        for (var i = 0; i < 10; i++)
            Step(monitor, high, 0.5f);
        Assert.Empty(_events);
    }

    [Fact]
    public void A_loss_a_thousand_times_that_of_guessing_five_times_in_a_row_names_the_largest_group()
    {
        var monitor = Monitor();
        Step(monitor, 1, 2, loss: 1);
        for (var i = 0; i < 4; i++)
            Step(monitor, 1, 2, loss: 2000);
        Step(monitor, 1, 2, loss: 1);
        for (var i = 0; i < 4; i++)
            Step(monitor, 1, 2, loss: 2000);
        var e = Assert.Throws<TrainingException>(() => Step(monitor, 1, 2, loss: 2000));
        Assert.Contains("the loss is 2E+03", e.Message, StringComparison.Ordinal);
        Assert.Contains("layer group 'head'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_was_high_from_the_start_may_still_come_down()
    {
        var monitor = Monitor();
        for (var i = 0; i < 20; i++)
            Step(monitor, 1, 2, loss: 5000 - i);
        Assert.Empty(_events);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_not_finite_ends_the_run_even_where_bad_gradients_only_warn(bool weight)
    {
        var monitor = Monitor(BadGradients.Warn);
        if (weight)
            _parameters.Weights.Span[1] = float.PositiveInfinity;
        var e = Assert.Throws<TrainingException>(() => Step(monitor, float.NaN, 1, loss: double.NaN));
        Assert.Contains("epoch 3, step 8", e.Message, StringComparison.Ordinal);
        Assert.Contains(weight ? "the weights 'stem.weight' of the layer group 'stem' are not finite" : "the gradient of 'stem.weight' in the layer group 'stem' is not finite", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_is_not_finite_names_the_group_of_the_largest_gradient()
    {
        var e = Assert.Throws<TrainingException>(() => Step(Monitor(), 3, 1, loss: double.PositiveInfinity));
        Assert.Contains("largest gradient is that of the layer group 'stem'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.9e-10, true)]
    [InlineData(1.1e-10, false)]
    public void A_group_without_gradient_over_an_epoch_has_vanished(double stem, bool vanished)
    {
        var tally = new GradientTally().With([stem, 2]).With([stem, 0]);
        void Check() => Monitor().CheckEpoch(tally, 4, loss: 1, accuracy: 0.5);
        if (!vanished)
        {
            Check();
            return;
        }
        var e = Assert.Throws<TrainingException>(Check);
        Assert.Contains("Vanishing gradients in epoch 5: the norm of layer group 'stem'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e-4, 0.9, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(1, 0.5, 0)]
    public void Where_everything_is_learnt_gradients_may_vanish(double loss, double accuracy, double head)
    {
        Monitor().CheckEpoch(new GradientTally().With([0, head]), 0, loss, accuracy);
        Assert.Empty(_events);
    }

    [Fact]
    public void Warnings_come_once_and_the_run_goes_on()
    {
        var monitor = Monitor(BadGradients.Warn);
        for (var epoch = 0; epoch < 3; epoch++)
            monitor.CheckEpoch(new GradientTally().With([0, 1]), epoch, 1, 0.5);
        Assert.True(Assert.IsType<RunMessage>(Assert.Single(_events)).IsWarning);
    }

    [Fact]
    public void What_it_remembers_goes_through_a_checkpoint()
    {
        var (whole, first) = (Monitor(), Monitor());
        for (var i = 0; i < 12; i++)
        {
            Step(whole, 0.5f, 0.5f, loss: 1);
            Step(first, 0.5f, 0.5f, loss: 1);
        }
        Step(first, 1e5f, 0.5f);
        Step(first, 1e5f, 0.5f);
        var json = System.Text.Json.JsonSerializer.Serialize(new TrainingState { Gradients = first.History }, TrainingJson.Default.TrainingState);
        var second = Monitor();
        second.History = System.Text.Json.JsonSerializer.Deserialize(json, TrainingJson.Default.TrainingState)!.Gradients;
        Assert.Throws<TrainingException>(() => Step(second, 1e5f, 0.5f));
        Step(whole, 1e5f, 0.5f);
    }

    private GradientMonitor Monitor(BadGradients onBad = BadGradients.Stop, bool clipped = false) => new(_norms, _parameters, new(1, clipped, onBad), _events.Add) { LearningRate = 0.125 };

    private void Step(GradientMonitor monitor, float stem, float head, double loss = 1)
    {
        _parameters.Gradients.Span[_parameters.Layout["stem.weight"].Offset] = stem;
        _parameters.Gradients.Span[_parameters.Layout["head.weight"].Offset] = head;
        monitor.CheckStep(loss, 2, 7);
    }
}
