using System.Globalization;
using TransferLab.Errors;
using TransferLab.Runs;
using TransferLab.Testing;

namespace TransferLab.Tests.Runs;

public sealed class MetricsLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MetricsLog _log;

    public MetricsLogTests() => _log = new MetricsLog(_folder["metrics.csv"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_come_back_exactly_in_any_culture()
    {
        var before = CultureInfo.CurrentCulture;
        // Named cultures do not exist in invariant-globalization mode; one with a decimal comma can still be made.
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NegativeSign = "~" };
        CultureInfo.CurrentCulture = comma;
        try
        {
            var rows = new[] { Row(1) with { TrainLoss = 1.0 / 3, ValidationAccuracy = 0.1 + 0.2 }, Row(2) with { TrainLoss = double.NaN, GradientNorm = 1e-300 } };
            foreach (var row in rows)
                _log.Append(row);

            Assert.Equal(rows, _log.Read());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
        var lines = File.ReadAllLines(_folder["metrics.csv"]);
        Assert.StartsWith("epoch,step,learningRate,trainLoss,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("1,10,0.5,0.3333333333333333,", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_half_written_row_is_dropped_at_any_length()
    {
        _log.Append(Row(1));
        _log.Append(Row(2));
        var whole = File.ReadAllBytes(_folder["metrics.csv"]);
        var oneRow = Array.IndexOf(whole, (byte)'\n', Array.IndexOf(whole, (byte)'\n') + 1) + 1;

        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_folder["metrics.csv"], whole[..length]);
            Assert.Equal(length >= oneRow ? [Row(1)] : [], _log.Read());
            _log.Append(Row(3));
            Assert.Equal(length >= oneRow ? [Row(1), Row(3)] : [Row(3)], _log.Read());
        }
    }

    [Fact]
    public void TruncateAfter_drops_what_a_resumed_run_will_do_again()
    {
        _log.TruncateAfter(3);
        for (var epoch = 1; epoch <= 5; epoch++)
            _log.Append(Row(epoch));

        _log.TruncateAfter(3);
        _log.Append(Row(4));

        Assert.Equal([1, 2, 3, 4], _log.Read().Select(r => r.Epoch));
    }

    [Fact]
    public void Mutated_files_are_read_or_refused_and_never_crash()
    {
        _log.Append(Row(1));
        _log.Append(Row(2));
        var good = File.ReadAllBytes(_folder["metrics.csv"]);
        var random = new Random(6);
        var refused = 0;
        for (var round = 0; round < 1000; round++)
        {
            var bytes = good.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--)
                bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)",\"\n\r"[random.Next(4)];
            File.WriteAllBytes(_folder["metrics.csv"], bytes);
            try
            {
                _log.Read();
            }
            catch (InputException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 100, 999);
    }

    private static EpochMetrics Row(int epoch) => new()
    {
        Epoch = epoch,
        Step = epoch * 10,
        LearningRate = 0.5,
        TrainLoss = 1.25,
        TrainAccuracy = 0.75,
        Seconds = 2.5,
        ImagesPerSecond = 100,
    };
}
