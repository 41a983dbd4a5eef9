using TransferLab.Errors;
using TransferLab.Runs;
using TransferLab.Testing;

namespace TransferLab.Tests.Runs;

public sealed class GradientLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly GradientLog _log;

    public GradientLogTests() => _log = new GradientLog(_folder["gradients.csv"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_come_back_exactly_under_the_agreed_header()
    {
        GradientNorms[] rows = [new(1, "stem", 1.0 / 3, 0.1 + 0.2), new(1, "head", 1e-300, double.PositiveInfinity)];
        _log.Append(rows);
        Assert.Equal(rows, _log.Read());
        Assert.Equal("epoch,group,meanNorm,maxNorm", File.ReadAllLines(_folder["gradients.csv"])[0]);
        Assert.Empty(new GradientLog(_folder["missing.csv"]).Read());
    }

    [Fact]
    public void TruncateAfter_drops_later_epochs_and_what_a_kill_left_of_a_row()
    {
        _log.TruncateAfter(1);
        for (var epoch = 1; epoch <= 3; epoch++)
            _log.Append([new(epoch, "stem", epoch, epoch), new(epoch, "head", epoch, epoch)]);
        File.AppendAllText(_folder["gradients.csv"], "4,ste");
        _log.TruncateAfter(2);
        _log.Append([new(3, "head", 1, 1)]);
        Assert.Equal([1, 1, 2, 2, 3], _log.Read().Select(r => r.Epoch));
    }

    [Fact]
    public void Mutated_files_are_read_or_refused_and_never_crash()
    {
        _log.Append([new(1, "stem", 0.5, 0.75), new(1, "head", 2.5, 3)]);
        var good = File.ReadAllBytes(_folder["gradients.csv"]);
        var random = new Random(6);
        var refused = 0;
        for (var round = 0; round < 1000; round++)
        {
            var bytes = good.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--)
                bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)",\"\n\r"[random.Next(4)];
            File.WriteAllBytes(_folder["gradients.csv"], bytes);
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
}
