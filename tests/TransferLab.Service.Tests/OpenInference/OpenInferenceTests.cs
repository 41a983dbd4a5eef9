using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using TransferLab.Files;
using TransferLab.Imaging;

namespace TransferLab.Service.Tests.OpenInference;

public sealed class OpenInferenceTests(ServedPackage served) : IClassFixture<ServedPackage>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_server_and_its_model_describe_themselves()
    {
        var server = await Get("/v2");
        Assert.Equal(("transferlab", EnvironmentInfo.Version), (server.GetProperty("name").GetString(), server.GetProperty("version").GetString()));
        Assert.Contains("binary_tensor_data", server.GetProperty("extensions").EnumerateArray().Select(e => e.GetString()));
        Assert.True((await Get("/v2/health/live")).GetProperty("live").GetBoolean());
        Assert.True((await Get("/v2/health/ready")).GetProperty("ready").GetBoolean());
        Assert.True((await Get("/v2/models/default/versions/1/ready")).GetProperty("ready").GetBoolean());
        var model = await Get("/v2/models/default");
        Assert.Equal("UINT8", model.GetProperty("inputs")[0].GetProperty("datatype").GetString());
        Assert.Equal([-1, Height, Width, 3], model.GetProperty("inputs")[0].GetProperty("shape").EnumerateArray().Select(d => d.GetInt32()));
        Assert.Equal(["1"], model.GetProperty("versions").EnumerateArray().Select(v => v.GetString()!));
    }

    [Fact]
    public async Task Encoded_pictures_get_the_probabilities_of_the_library()
    {
        var json = await Infer(new
        {
            id = "7",
            inputs = new[] { new { name = "image", shape = new[] { 2 }, datatype = "BYTES", data = served.Images.Take(2).Select(Convert.ToBase64String) } },
            outputs = new object[] { new { name = "probabilities" }, new { name = "labels" } },
        });
        Assert.Equal(("7", "default", "1"),
            (json.GetProperty("id").GetString(), json.GetProperty("model_name").GetString(), json.GetProperty("model_version").GetString()));
        var outputs = json.GetProperty("outputs");
        Assert.Equal([2, 3], outputs[0].GetProperty("shape").EnumerateArray().Select(d => d.GetInt32()));
        Assert.Equal(served.Images.Take(2).SelectMany(i => served.Classifier.Score(i).Probabilities),
            outputs[0].GetProperty("data").EnumerateArray().Select(d => d.GetSingle()));
        Assert.Equal(served.Images.Take(2).Select(i => served.Classifier.Decide(served.Classifier.Score(i))[0]),
            outputs[1].GetProperty("data").EnumerateArray().Select(d => d.GetString()!));
    }

    [Theory]
    [InlineData("UINT8", false)]
    [InlineData("UINT8", true)]
    [InlineData("FP32", false)]
    [InlineData("FP32", true)]
    public async Task Pixels_get_the_probabilities_of_the_picture(string type, bool isBinary)
    {
        var pixels = Pixels(served.Images[5]);
        var floats = pixels.Select(p => (float)p).ToArray();
        var shape = new[] { 1, Height, Width, 3 };
        float[] answer;
        if (isBinary)
        {
            var binary = type == "FP32" ? MemoryMarshal.AsBytes(floats.AsSpan()).ToArray() : pixels;
            var request = new
            {
                inputs = new[] { new { name = "image", shape, datatype = type, parameters = new { binary_data_size = binary.Length } } },
                outputs = new[] { new { name = "probabilities", parameters = new { binary_data = true } } }
            };
            var (json, tail) = await InferBinary(request, binary);
            Assert.Equal(12, json.GetProperty("outputs")[0].GetProperty("parameters").GetProperty("binary_data_size").GetInt32());
            answer = MemoryMarshal.Cast<byte, float>(tail).ToArray();
        }
        else
        {
            var json = await Infer(new
            {
                inputs = new[] { new { name = "image", shape, datatype = type, data = pixels.Select(p => (int)p) } },
                outputs = new[] { new { name = "probabilities" } }
            });
            answer = [.. json.GetProperty("outputs")[0].GetProperty("data").EnumerateArray().Select(d => d.GetSingle())];
        }
        Assert.Equal(served.Classifier.Score(served.Images[5]).Probabilities, answer);
    }

    [Fact]
    public async Task Binary_bytes_are_read_and_classification_is_value_index_label()
    {
        var image = served.Images[6];
        byte[] binary = [0, 0, 0, 0, .. image];
        BinaryPrimitives.WriteInt32LittleEndian(binary, image.Length);
        var (json, tail) = await InferBinary(new
        {
            parameters = new { binary_data_output = true },
            inputs = new[] { new { name = "image", shape = new[] { 1, 1 }, datatype = "BYTES", parameters = new { binary_data_size = binary.Length } } },
            outputs = new[] { new { name = "probabilities", parameters = new { classification = 2 } } },
        }, binary);
        Assert.Equal([1, 2], json.GetProperty("outputs")[0].GetProperty("shape").EnumerateArray().Select(d => d.GetInt32()));
        var first = Encoding.UTF8.GetString(tail, 4, BinaryPrimitives.ReadInt32LittleEndian(tail));
        var best = served.Classifier.Rank(served.Classifier.Score(image), 1)[0];
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{best.Probability:0.000000}:{served.Classifier.Package.IndexOf(best.Label)}:{best.Label}"),
            first);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"inputs\":[]}")]
    [InlineData("{\"inputs\":[null]}")]
    [InlineData("{\"inputs\":[{\"name\":\"other\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"AAAA\"]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"image\",\"shape\":[],\"datatype\":\"BYTES\",\"data\":[\"AAAA\"]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"image\",\"shape\":[-1],\"datatype\":\"BYTES\",\"data\":[\"AAAA\"]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"image\",\"shape\":[2],\"datatype\":\"BYTES\",\"data\":[\"AAAA\"]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"image\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"AAAA\"]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"image\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":[1]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"image\",\"shape\":[1,2,2,3],\"datatype\":\"UINT8\",\"data\":[1]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"image\",\"shape\":[1],\"datatype\":\"BYTES\"}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"image\",\"shape\":[1],\"datatype\":\"BYTES\",\"parameters\":{\"binary_data_size\":5}}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"image\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"AAAA\"]}],\"outputs\":[{\"name\":\"nothing\"}]}")]
    public async Task A_request_that_makes_no_sense_gets_the_protocols_error(string text)
    {
        using var body = new StringContent(text, Encoding.UTF8, "application/json");
        await AssertError(await served.Client.PostAsync(new Uri("/v2/models/default/infer", UriKind.Relative), body, Token), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Mutated_binary_requests_never_are_an_internal_error()
    {
        var image = served.Images[6];
        byte[] tail = [0, 0, 0, 0, .. image];
        BinaryPrimitives.WriteInt32LittleEndian(tail, image.Length);
        var input = new { name = "image", shape = new[] { 1 }, datatype = "BYTES", parameters = new { binary_data_size = tail.Length } };
        var head = JsonSerializer.SerializeToUtf8Bytes(new { inputs = new[] { input } });
        var random = new Random(3);
        for (var i = 0; i < 100; i++)
        {
            byte[] bytes = [.. head, .. tail];
            for (var k = 0; k < 1 + (i % 4); k++)
                bytes[random.Next(head.Length + 8)] = (byte)random.Next(256);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/default/infer");
            request.Content = new ByteArrayContent(bytes[..random.Next(bytes.Length / 2, bytes.Length + 1)]);
            request.Headers.Add("Inference-Header-Content-Length", (head.Length + random.Next(-1, 2)).ToString(CultureInfo.InvariantCulture));
            var response = await served.Client.SendAsync(request, Token);
            if (response.StatusCode != HttpStatusCode.OK)
                Assert.True(response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge, response.StatusCode.ToString());
        }
    }

    [Theory]
    [InlineData("/v2/models/nobody")]
    [InlineData("/v2/models/default/versions/9")]
    [InlineData("/v2/models/default/versions/one")]
    [InlineData("/v2/nothing")]
    public async Task What_is_not_there_gets_the_protocols_error(string path) =>
        await AssertError(await served.Client.GetAsync(new Uri(path, UriKind.Relative), Token), HttpStatusCode.NotFound);

    [Fact]
    public async Task Models_are_listed_unloaded_and_loaded()
    {
        await using var host = await RunningHost.StartAsync(new() { Package = served.Package });
        Assert.Equal("READY", (await host.SendAsync(HttpMethod.Post, "/v2/repository/index"))[0].GetProperty("state").GetString());
        await host.SendAsync(HttpMethod.Post, "/v2/repository/models/default/unload");
        await AssertError(await host.TryAsync(HttpMethod.Get, "/v2/models/default/ready"), HttpStatusCode.BadRequest);
        Assert.Equal(0, (await host.SendAsync(HttpMethod.Post, "/v2/repository/index", new { ready = true })).GetArrayLength());
        await host.SendAsync(HttpMethod.Post, "/v2/repository/models/default/load");
        Assert.Equal(HttpStatusCode.OK, (await host.TryAsync(HttpMethod.Get, "/v2/models/default/ready")).StatusCode);
        await AssertError(await host.TryAsync(HttpMethod.Post, "/v2/repository/models/nobody/load"), HttpStatusCode.NotFound);
    }

    private int Height => served.Classifier.Geometry.Height;

    private int Width => served.Classifier.Geometry.Width;

    private byte[] Pixels(byte[] image)
    {
        using var decoded = ImageDecoder.Decode(image);
        using var fitted = ImageResizer.Fit(decoded, served.Classifier.Geometry);
        return fitted.Pixels.ToArray();
    }

    private Task<JsonElement> Get(string path) => served.Client.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative), Token);

    private async Task<JsonElement> Infer(object request)
    {
        var response = await served.Client.PostAsJsonAsync("/v2/models/default/infer", request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<(JsonElement Json, byte[] Tail)> InferBinary(object request, byte[] binary)
    {
        var head = JsonSerializer.SerializeToUtf8Bytes(request);
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v2/models/default/versions/1/infer");
        message.Content = new ByteArrayContent([.. head, .. binary]);
        message.Headers.Add("Inference-Header-Content-Length", head.Length.ToString(CultureInfo.InvariantCulture));
        var response = await served.Client.SendAsync(message, Token);
        var bytes = await response.Content.ReadAsByteArrayAsync(Token);
        Assert.True(response.IsSuccessStatusCode, Encoding.UTF8.GetString(bytes));
        var length = int.Parse(response.Headers.GetValues("Inference-Header-Content-Length").Single(), CultureInfo.InvariantCulture);
        return (JsonDocument.Parse(bytes.AsMemory(0, length)).RootElement, bytes[length..]);
    }

    private static async Task AssertError(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(status == response.StatusCode, $"{response.StatusCode}: {text}");
        using var json = JsonDocument.Parse(text);
        Assert.Equal(["error"], json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.NotEmpty(json.RootElement.GetProperty("error").GetString()!);
    }
}
