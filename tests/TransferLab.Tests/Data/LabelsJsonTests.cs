using System.Text;
using TransferLab.Data;
using TransferLab.Testing;

namespace TransferLab.Tests.Data;

public sealed class LabelsJsonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LabelsJsonTests()
    {
        foreach (var name in new[] { "a.jpg", "sub/b.jpg", "c.jpg" })
            _folder.Add(name);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Arrays_of_labels_make_a_multi_label_set()
    {
        _folder.Add("labels.jsonl", "\uFEFF{\"image\": \"a.jpg\", \"labels\": [\"dog\", \"cat\", \"dog\"]}\r\n\r\n{\"labels\": [], \"image\": \"sub/b.jpg\", \"boxes\": [[1, 2]]}\n{\"image\": \"c.jpg\", \"label\": \" a|b \"}");

        var data = ImageDataset.FromFolder(_folder.Path);

        Assert.Equal((DatasetFormat.JsonLines, LearningTask.MultiLabel), (data.Format, data.Task));
        Assert.Equal(["a|b", "cat", "dog"], data.Classes);
        Assert.Equal(["1,2", "", "0"], data.Samples.Select(s => string.Join(',', s.Labels)));
        Assert.Equal(["a.jpg", "sub/b.jpg", "c.jpg"], data.Samples.Select(s => s.DisplayPath));
    }

    [Fact]
    public void One_label_each_makes_a_single_label_set_and_csv_says_the_same()
    {
        _folder.Add("labels.jsonl", "{\"image\": \"a.jpg\", \"label\": \"cat\"}\n{\"image\": \"sub/b.jpg\", \"labels\": [\"dog\"]}\n");
        var json = ImageDataset.FromFolder(_folder.Path);
        File.Delete(_folder["labels.jsonl"]);
        _folder.Add("labels.csv", "image,labels\na.jpg,cat\nsub/b.jpg,dog\n");

        Assert.Equal(LearningTask.SingleLabel, json.Task);
        Assert.Equal(ImageDataset.FromFolder(_folder.Path).Fingerprint(), json.Fingerprint());
    }

    [Theory]
    [InlineData("{\"image\": \"a.jpg\"}", "line 2 has no 'labels'")]
    [InlineData("{\"image\": \"a.jpg\", \"label\": \"x\", \"labels\": [\"x\"]}", "line 2 has both")]
    [InlineData("{\"image\": \"a.jpg\", \"labels\": \"x\"}", "line 2 has 'labels' that are no array")]
    [InlineData("{\"image\": \"a.jpg\", \"labels\": [null]}", "line 2 has a label that is no text")]
    [InlineData("{\"image\": \"a.jpg\", \"labels\": [\" \"]}", "line 2 has a label without a name")]
    [InlineData("{\"image\": 7, \"labels\": []}", "line 2 has no text 'image'")]
    [InlineData("{\"image\": \"\", \"labels\": []}", "line 2: the image has no name")]
    [InlineData("{\"image\": \"a\\u0000.jpg\", \"labels\": []}", "line 2: the name of the image holds a zero")]
    [InlineData("{\"image\": \"\\ud800.jpg\", \"labels\": []}", "line 2 holds text that is no Unicode")]
    [InlineData("[1]", "line 2 is no object")]
    [InlineData("{\"image\": \"a.jpg\", ", "line 2 is no JSON object")]
    [InlineData("{\"image\": \"a.jpg\", \"image\": \"c.jpg\", \"labels\": []}", "line 2 is no JSON object")]
    [InlineData("{\"image\": \"./c.jpg\", \"labels\": [\"other\"]}", "lines 1 and 2")]
    public void Malformed_lines_are_refused_with_the_place(string line, string part)
    {
        _folder.Add("labels.jsonl", "{\"image\": \"c.jpg\", \"labels\": [\"cat\"]}\n" + line + "\n");

        var error = Assert.Throws<DatasetException>(() => ImageDataset.FromFolder(_folder.Path));

        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Contains("labels.jsonl", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_lists_in_one_folder_are_refused()
    {
        _folder.Add("labels.jsonl", "{\"image\": \"c.jpg\", \"labels\": [\"cat\"]}\n");
        _folder.Add("labels.csv", "image,labels\na.jpg,cat\n");

        Assert.Contains("both", Assert.Throws<DatasetException>(() => ImageDataset.FromFolder(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_labels_under_a_forced_single_label_task_name_file_and_line()
    {
        _folder.Add("labels.jsonl", "{\"image\": \"c.jpg\", \"labels\": [\"cat\"]}\n{\"image\": \"a.jpg\", \"labels\": [\"cat\", \"dog\"]}\n");

        var error = Assert.Throws<DatasetException>(() => ImageDataset.FromFolder(_folder.Path, new DatasetOptions { Task = LearningTask.SingleLabel }));

        Assert.Contains("'a.jpg' (labels.jsonl, line 2) has 2 labels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_back_for_any_labels()
    {
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var labels = new List<string[]>();
            var text = new StringBuilder();
            foreach (var image in new[] { "a.jpg", "sub/b.jpg", "c.jpg" })
            {
                labels.Add([.. Enumerable.Range(0, random.Next(4)).Select(_ => Name(random)).Distinct(StringComparer.Ordinal)]);
                text.Append(System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, object> { ["image"] = image, ["labels"] = labels[^1] })).Append('\n');
            }
            if (labels.SelectMany(l => l).Select(LabelFolding.Canonical).Distinct(StringComparer.Ordinal).Count() < 2)
                continue;
            File.WriteAllText(_folder["labels.jsonl"], text.ToString());

            var data = ImageDataset.FromFolder(_folder.Path, new DatasetOptions { Task = LearningTask.MultiLabel });

            for (var i = 0; i < 3; i++)
                Assert.Equal(labels[i].Order(StringComparer.Ordinal), data.Samples[i].Labels.Select(l => data.Classes[l]).Order(StringComparer.Ordinal));
        }

        static string Name(Random random) => "x" + string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => (char)(random.Next(4) == 0 ? random.Next(0x4E00, 0x9000) : random.Next(33, 127))));
    }

    [Fact]
    public void Mutated_files_load_or_are_refused_and_never_crash()
    {
        var good = Encoding.UTF8.GetBytes("{\"image\": \"a.jpg\", \"labels\": [\"cat\", \"d\u00F6g\"]}\r\n{\"image\": \"sub/b.jpg\", \"labels\": []}\n\n{\"image\": \"c.jpg\", \"label\": \"dog\", \"x\": {\"y\": [1, 2.5e3]}}\n");
        var random = new Random(1);
        int loaded = 0, refused = 0;
        for (var round = 0; round < 2000; round++)
        {
            var bytes = good[..(random.Next(4) == 0 ? random.Next(good.Length) : good.Length)];
            for (var i = random.Next(4); i > 0 && bytes.Length > 0; i--)
                bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? (byte)"\"{}[],:\\\n\0"[random.Next(10)] : (byte)random.Next(256);
            File.WriteAllBytes(_folder["labels.jsonl"], bytes);
            try
            {
                ImageDataset.FromFolder(_folder.Path);
                loaded++;
            }
            catch (DatasetException)
            {
                refused++;
            }
        }

        Assert.True(loaded > 100 && refused > 100, $"{loaded} loaded, {refused} refused");
    }
}
