using System.Text;
using TransferLab.Imaging;
using TransferLab.Reports.TensorBoard;
using TransferLab.Runs;
using TransferLab.Testing;
using TransferLab.Testing.Samples;
using TransferLab.Training.Events;

namespace TransferLab.Reports.Tests.TensorBoard;

public sealed class TensorBoardExporterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_scalar_and_image_is_in_the_file_at_its_step()
    {
        using var picture = TinyImages.Draw([0], 1);
        var jpeg = picture.EncodeJpeg();
        File.WriteAllBytes(_folder["s.jpg"], jpeg);
        var run = SampleSummary.Single() with { Samples = [new(_folder["s.jpg"], true), new(_folder["s.jpg"], true)] };
        var path = new TensorBoardExporter().Export(run, _folder.Path, Token);
        Assert.Matches(@"^events\.out\.tfevents\.1767323045\.[\w-]+\.\d+$", Path.GetFileName(path));
        var (version, values) = EventFileReader.Read(path);
        Assert.Equal("brain.Event:2", version);
        string[] scalars = ["train/loss", "train/accuracy", "train/learning_rate", "val/loss", "val/accuracy", "val/macro_f1", "gradients/stage1", "gradients/head"];
        Assert.Equal(scalars.Order(StringComparer.Ordinal), values.Where(v => v.Scalar is not null).Select(v => v.Tag).Distinct().Order(StringComparer.Ordinal));
        foreach (var m in run.Metrics)
        {
            Assert.Equal((float)m.TrainLoss, Assert.Single(values, v => v.Tag == "train/loss" && v.Step == m.Step).Scalar);
            Assert.Equal((float)m.ValidationAccuracy!.Value, Assert.Single(values, v => v.Tag == "val/accuracy" && v.Step == m.Step).Scalar);
            Assert.Equal((float)(1.0 / m.Epoch), Assert.Single(values, v => v.Tag == "gradients/head" && v.Step == m.Step).Scalar);
        }
        // Times are those of the run, two seconds an epoch.
        Assert.Equal([1767323047.0, 1767323049, 1767323051, 1767323053, 1767323055], values.Where(v => v.Tag == "train/loss").Select(v => v.WallTime));
        var images = values.Where(v => v.Image is not null).ToList();
        Assert.Equal(["samples/augmented/1", "samples/augmented/2"], images.Select(i => i.Tag));
        Assert.All(images, i => Assert.Equal((48, 40), (i.Width, i.Height)));
        Assert.All(images, i => Assert.Equal(jpeg, i.Image));
    }

    [Fact]
    public void A_multi_label_run_has_its_mean_average_precision_and_empty_metrics_are_no_event()
    {
        var (_, values) = EventFileReader.Read(new TensorBoardExporter().Export(SampleSummary.Multi(), _folder.Path, Token));
        Assert.Equal(5, values.Count(v => v.Tag == "val/mean_average_precision"));
        var (version, none) = EventFileReader.Read(new TensorBoardExporter().Export(SampleSummary.Multi() with { Metrics = [] }, _folder.Path, Token));
        Assert.Equal(("brain.Event:2", 0), (version, none.Count));
    }

    [Fact]
    public void The_file_of_a_running_run_has_every_epoch_so_far_and_is_gone_on_with()
    {
        var live = new List<int>();
        var inode = "";
        FineTuner.Train(TinyRun.Options(_folder, epochs: 4), ReportWriter.Listen(e =>
        {
            if (e is not EpochCompleted epoch)
                return;
            var file = Assert.Single(Directory.GetFiles(_folder["run"], "events.out.tfevents.*"));
            Assert.Equal(inode.Length > 0 ? inode : file, inode = file);
            live.Add(EventFileReader.Read(file).Values.Count(v => v.Tag == "val/accuracy"));
            Assert.Equal((float)epoch.Metrics.TrainLoss, EventFileReader.Read(file).Values.Last(v => v.Tag == "train/loss").Scalar);
        }), Token);
        Assert.Equal([1, 2, 3, 4], live);
        var (_, values) = EventFileReader.Read(Assert.Single(Directory.GetFiles(_folder["run"], "events.out.tfevents.*")));
        Assert.Equal(8, values.Count(v => v.Image is not null));
        Whole();
    }

    [Theory]
    [InlineData("stopped")]
    [InlineData("killed in the midst of an event")]
    [InlineData("gone on beyond the checkpoint")]
    [InlineData("damaged")]
    [InlineData("deleted")]
    public void A_resumed_run_has_no_step_twice(string how)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var epochs = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => FineTuner.Train(TinyRun.Options(_folder, "full", epochs: 5), ReportWriter.Listen(e =>
        {
            if (e is EpochCompleted && ++epochs == 2)
                stop.Cancel();
        }), stop.Token));
        var file = Assert.Single(Directory.GetFiles(_folder["run"], "events.out.tfevents.*"));
        var bytes = File.ReadAllBytes(file);
        switch (how)
        {
            case "killed in the midst of an event":
                File.WriteAllBytes(file, bytes[..^9]);
                break;
            case "gone on beyond the checkpoint":
                File.WriteAllBytes(file, [.. bytes, .. bytes[^60..]]);
                break;
            case "damaged":
                bytes[40] ^= 1;
                File.WriteAllBytes(file, bytes);
                break;
            case "deleted":
                File.Delete(file);
                break;
        }
        FineTuner.Resume(_folder["run"], ReportWriter.Listen(), Token);
        Assert.Single(Directory.GetFiles(_folder["run"], "events.out.tfevents.*"));
        Whole();
    }

    // Every step once, and the very file that is made of the finished run.
    private void Whole()
    {
        var file = Directory.GetFiles(_folder["run"], "events.out.tfevents.*").Single();
        var values = EventFileReader.Read(file).Values;
        Assert.All(values.GroupBy(v => (v.Tag, v.Step)), g => Assert.Single(g));
        var summary = RunSummaryReader.Read(_folder["run"]);
        Assert.Equal(summary.Metrics.Select(m => m.Step), values.Where(v => v.Tag == "train/loss").Select(v => v.Step));
        var again = new TensorBoardExporter().Export(summary, Directory.CreateDirectory(_folder["again"]).FullName, Token);
        Assert.Equal(File.ReadAllBytes(again), File.ReadAllBytes(file));
    }

    [Fact]
    public void Written_again_the_file_replaces_the_earlier_one_and_no_other()
    {
        _folder.Add("events.out.tfevents.1767323045.other-machine.1");
        _folder.Add("events.out.tfevents.1.of-another-run.1");
        new TensorBoardExporter().Export(SampleSummary.Single(), _folder.Path, Token);
        var path = new TensorBoardExporter().Export(SampleSummary.Single(), _folder.Path, Token);
        Assert.Equal([Path.GetFileName(path), "events.out.tfevents.1.of-another-run.1"], Directory.GetFiles(_folder.Path, "events*").Select(f => Path.GetFileName(f)!).OrderDescending(StringComparer.Ordinal));
        Assert.Equal("pixels", File.ReadAllText(_folder["events.out.tfevents.1.of-another-run.1"], Encoding.UTF8));
    }
}
