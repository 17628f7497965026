//! Records as services write them, from a generator that always gives the same.

use std::fmt::Write as _;

/// Numbers that depend on nothing but the seed.
pub(crate) struct Seeded(u64);

impl Seeded {
    /// From a seed, which is not 0.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x2545_F491_4F6C_DD1D))
    }

    /// A number below a limit.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn one_of(&mut self, texts: &[&'static str]) -> &'static str {
        let at = self.below(texts.len() as u64);
        usize::try_from(at).ok().and_then(|at| texts.get(at)).copied().unwrap_or_default()
    }

    fn address(&mut self) -> String {
        let net = self.one_of(&["192.0.2", "198.51.100", "203.0.113"]);
        format!("{net}.{}", self.below(254) + 1)
    }
}

const SECONDS: u64 = 1_795_500_000; // 2026-11-24T06:00:00Z

const AGENTS: &[&str] = &[
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
    "curl/8.9.1",
];

/// Requests as browsers send them, all with a session cookie.
pub(crate) fn waf(out: &mut String, seeded: &mut Seeded, number: u64) {
    let action = if seeded.below(10) == 0 { "BLOCK" } else { "ALLOW" };
    let country = seeded.one_of(&["JP", "US", "DE", "BR"]);
    let agent = seeded.one_of(AGENTS);
    let (a, b, c) = (seeded.address(), seeded.below(1 << 32), seeded.below(1 << 40));
    let _ = writeln!(
        out,
        r#"{{"timestamp":{time},"formatVersion":1,"webaclId":"arn:aws:wafv2:us-east-1:111122223333:regional/webacl/web/1a2b3c4d-0000-4000-8000-000000000000","terminatingRuleId":"Default_Action","terminatingRuleType":"REGULAR","action":"{action}","terminatingRuleMatchDetails":[],"httpSourceName":"ALB","httpSourceId":"111122223333-app/web/0123456789abcdef","ruleGroupList":[{{"ruleGroupId":"AWS#AWSManagedRulesCommonRuleSet","terminatingRule":null,"nonTerminatingMatchingRules":[],"excludedRules":null,"customerConfig":null}},{{"ruleGroupId":"AWS#AWSManagedRulesSQLiRuleSet","terminatingRule":null,"nonTerminatingMatchingRules":[],"excludedRules":null,"customerConfig":null}}],"rateBasedRuleList":[],"nonTerminatingMatchingRules":[],"requestHeadersInserted":null,"responseCodeSent":null,"httpRequest":{{"clientIp":"{a}","country":"{country}","headers":[{{"name":"Host","value":"www.example.com"}},{{"name":"User-Agent","value":"{agent}"}},{{"name":"Accept","value":"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}},{{"name":"Accept-Language","value":"ja,en-US;q=0.7,en;q=0.3"}},{{"name":"Accept-Encoding","value":"gzip, deflate, br"}},{{"name":"Cookie","value":"session={c:x}"}}],"uri":"/item/{b}","args":"q={c:x}&page={page}","httpVersion":"HTTP/2.0","httpMethod":"GET","requestId":"1-{b:08x}-{c:024x}"}},"labels":[{{"name":"awswaf:managed:aws:bot-control:bot:unverified"}}],"ja3Fingerprint":"{c:032x}"}}"#,
        time = SECONDS * 1_000 + number * 37,
        page = b % 50,
    );
}

/// Flows of the default format.
pub(crate) fn vpc_flow_logs(out: &mut String, seeded: &mut Seeded, number: u64) {
    let (from, to) = (seeded.address(), seeded.address());
    let action = if seeded.below(8) == 0 { "REJECT" } else { "ACCEPT" };
    let start = SECONDS + number / 100;
    let _ = writeln!(
        out,
        "2 111122223333 eni-{:017x} {from} {to} {} {} 6 {} {} {start} {} {action} OK",
        seeded.below(64),
        seeded.below(30_000) + 32_768,
        seeded.one_of(&["443", "80", "22", "3306"]),
        seeded.below(50) + 1,
        seeded.below(100_000),
        start + 60,
    );
}

/// Requests to an application behind a load balancer.
pub(crate) fn alb(out: &mut String, seeded: &mut Seeded, number: u64) {
    let (client, agent, id) = (seeded.address(), seeded.one_of(AGENTS), seeded.below(1 << 48));
    let (port, status) = (seeded.below(60_000) + 1024, seeded.one_of(&["200", "304", "404"]));
    let (second, micros) = (number % 60, seeded.below(1_000_000));
    let _ = writeln!(
        out,
        r#"https 2026-11-24T06:00:{second:02}.{micros:06}Z app/web/50dc6c495c0c9188 {client}:{port} 192.0.2.10:80 0.001 0.0{}8 0.000 {status} {status} {} {} "GET https://www.example.com:443/shop/item/{id}?page={}&q=a%20b HTTP/1.1" "{agent}" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/73e2d6bc24d8a067 "Root=1-58337281-{id:024x}" "www.example.com" "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012" 1 2026-11-24T06:00:{second:02}.000000Z "waf,forward" "-" "-" "192.0.2.10:80" "{status}" "-" "-" TID_{id:016x}"#,
        seeded.below(10),
        seeded.below(900) + 100,
        seeded.below(50_000),
        seeded.below(50),
    );
}

/// Requests to a distribution.
pub(crate) fn cloudfront(out: &mut String, seeded: &mut Seeded, number: u64) {
    let (client, id, second) = (seeded.address(), seeded.below(1 << 48), number % 60);
    let agent = seeded.one_of(AGENTS).replace(' ', "%20");
    let result = seeded.one_of(&["Hit", "Hit", "Miss", "Error"]);
    let _ = writeln!(
        out,
        "2026-11-24\t06:05:{second:02}\tNRT57-P3\t{}\t{client}\tGET\td111111abcdef8.cloudfront.net\t\
         /shop/item/{id}\t200\thttps://www.example.com/\t{agent}\tpage={}&q=a%2520b\t-\t{result}\t\
         {id:053x}==\twww.example.com\thttps\t23\t0.001\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\t\
         {result}\tHTTP/2.0\t-\t-\t{}\t0.001\t{result}\ttext/html\t78\t-\t-",
        seeded.below(1_000_000),
        seeded.below(50),
        seeded.below(60_000) + 1024,
    );
}

/// Requests to a bucket.
pub(crate) fn s3_access(out: &mut String, seeded: &mut Seeded, number: u64) {
    let (client, id, second) = (seeded.address(), seeded.below(1 << 48), number % 60);
    let (bytes, took) = (seeded.below(4_000_000), seeded.below(100) + 10);
    let _ = writeln!(
        out,
        r#"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be web-example [24/Nov/2026:06:05:{second:02} +0000] {client} arn:aws:iam::111122223333:user/alice {id:016X} REST.GET.OBJECT photos/2026/11/{id:x}.jpg "GET /web-example/photos/2026/11/{id:x}.jpg?x-id=GetObject HTTP/1.1" 200 - {bytes} {bytes} {took} 10 "-" "aws-cli/2.15.0 Python/3.11.6 Linux/6.1 exe/x86_64 prompt/off command/s3.cp" - {id:x}= SigV4 TLS_AES_128_GCM_SHA256 AuthHeader web-example.s3.us-west-2.amazonaws.com TLSv1.3 - - -"#,
    );
}

/// Calls of the API, four in five of them reading. One a line, as CloudTrail Lake and
/// subscriptions deliver them; the list around them in an object costs nothing.
pub(crate) fn cloudtrail(out: &mut String, seeded: &mut Seeded, number: u64) {
    let (a, b, c) = (seeded.address(), seeded.below(1 << 32), seeded.below(1 << 40));
    let (source, name, parameters, answer) = match seeded.below(5) {
        0 => ("sts.amazonaws.com", "AssumeRole", format!(r#"{{"roleArn":"arn:aws:iam::111122223333:role/deploy","roleSessionName":"build-{b}","durationSeconds":3600}}"#), format!(r#"{{"credentials":{{"accessKeyId":"ASIAIOSFODNN7EXAMPLE","sessionToken":"FwoGZXIvYXdzE{c:040x}","expiration":"Nov 24, 2026, 7:00:00 AM"}},"assumedRoleUser":{{"assumedRoleId":"AROAIDPPEZS35WEXAMPLE:build-{b}","arn":"arn:aws:sts::111122223333:assumed-role/deploy/build-{b}"}}}}"#)),
        1 => ("s3.amazonaws.com", "GetObject", format!(r#"{{"bucketName":"amzn-s3-demo-bucket","Host":"amzn-s3-demo-bucket.s3.us-east-1.amazonaws.com","key":"reports/{c:x}.csv"}}"#), "null".to_owned()),
        2 => ("ec2.amazonaws.com", "DescribeInstances", format!(r#"{{"maxResults":100,"instancesSet":{{"items":[{{"instanceId":"i-{c:017x}"}}]}},"filterSet":{{"items":[{{"name":"instance-state-name","valueSet":{{"items":[{{"value":"running"}}]}}}}]}}}}"#), "null".to_owned()),
        3 => ("kms.amazonaws.com", "Decrypt", r#"{"encryptionContext":{"aws:s3:arn":"arn:aws:s3:::amzn-s3-demo-bucket"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}"#.to_owned(), "null".to_owned()),
        _ => ("logs.amazonaws.com", "CreateLogStream", format!(r#"{{"logGroupName":"/aws/lambda/function","logStreamName":"2026/11/24/[$LATEST]{c:032x}"}}"#), "null".to_owned()),
    };
    let agent = seeded.one_of(&[
        "aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux#6.1 md/arch#x86_64 lang/python#3.13.7",
        "lambda.amazonaws.com",
        "Boto3/1.40.0 md/Botocore#1.40.0",
    ]);
    let second = number % 60;
    let _ = writeln!(
        out,
        r#"{{"eventVersion":"1.11","userIdentity":{{"type":"AssumedRole","principalId":"AROAIDPPEZS35WEXAMPLE:session-{b}","arn":"arn:aws:sts::111122223333:assumed-role/application/session-{b}","accountId":"111122223333","accessKeyId":"ASIAIOSFODNN7EXAMPLE","sessionContext":{{"sessionIssuer":{{"type":"Role","principalId":"AROAIDPPEZS35WEXAMPLE","arn":"arn:aws:iam::111122223333:role/application","accountId":"111122223333","userName":"application"}},"attributes":{{"creationDate":"2026-11-24T05:00:00Z","mfaAuthenticated":"false"}}}}}},"eventTime":"2026-11-24T06:00:{second:02}Z","eventSource":"{source}","eventName":"{name}","awsRegion":"us-east-1","sourceIPAddress":"{a}","userAgent":"{agent}","requestParameters":{parameters},"responseElements":{answer},"requestID":"{b:08x}-0000-4000-8000-{c:012x}","eventID":"{b:08x}-1111-4111-8111-{number:012x}","readOnly":true,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management","tlsDetails":{{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"{source}"}}}}"#,
    );
}

/// Findings about connections of an instance.
pub(crate) fn guardduty(out: &mut String, seeded: &mut Seeded, number: u64) {
    let (remote, id, second) = (seeded.address(), seeded.below(1 << 48), number % 60);
    let (port, count) = (seeded.below(60_000) + 1024, seeded.below(50) + 1);
    let _ = writeln!(
        out,
        r#"{{"schemaVersion":"2.0","accountId":"111122223333","region":"us-east-1","partition":"aws","id":"{id:032x}","arn":"arn:aws:guardduty:us-east-1:111122223333:detector/12abc34d567e8fa901bc2d34e56789f0/finding/{id:032x}","type":"Recon:EC2/Portscan","resource":{{"resourceType":"Instance","instanceDetails":{{"instanceId":"i-{id:017x}","instanceType":"t3.micro","outpostArn":null,"launchTime":"2026-11-01T00:00:00.000Z","platform":null,"productCodes":[],"iamInstanceProfile":{{"arn":"arn:aws:iam::111122223333:instance-profile/Web","id":"AIPAEXAMPLE1111111111"}},"networkInterfaces":[{{"ipv6Addresses":[],"networkInterfaceId":"eni-{id:017x}","privateDnsName":"ip-10-0-0-1.ec2.internal","privateIpAddress":"10.0.0.1","privateIpAddresses":[{{"privateDnsName":"ip-10-0-0-1.ec2.internal","privateIpAddress":"10.0.0.1"}}],"subnetId":"subnet-0123456789abcdef0","vpcId":"vpc-0123456789abcdef0","securityGroups":[{{"groupName":"web","groupId":"sg-0123456789abcdef0"}}],"publicDnsName":"ec2-198-51-100-1.compute-1.amazonaws.com","publicIp":"198.51.100.1"}}],"tags":[{{"key":"Name","value":"web"}}],"instanceState":"running","availabilityZone":"us-east-1a","imageId":"ami-0123456789abcdef0","imageDescription":"Amazon Linux 2023"}}}},"service":{{"serviceName":"guardduty","detectorId":"12abc34d567e8fa901bc2d34e56789f0","action":{{"actionType":"NETWORK_CONNECTION","networkConnectionAction":{{"connectionDirection":"OUTBOUND","remoteIpDetails":{{"ipAddressV4":"{remote}","organization":{{"asn":"64496","asnOrg":"Example","isp":"Example ISP","org":"Example Org"}},"country":{{"countryName":"Norway"}},"city":{{"cityName":"Oslo"}},"geoLocation":{{"lat":59.91,"lon":10.75}}}},"remotePortDetails":{{"port":{port},"portName":"Unknown"}},"localPortDetails":{{"port":22,"portName":"SSH"}},"localIpDetails":{{"ipAddressV4":"10.0.0.1"}},"protocol":"TCP","blocked":false,"localNetworkInterface":"eni-{id:017x}"}}}},"resourceRole":"TARGET","additionalInfo":{{"value":"{{}}","type":"default"}},"eventFirstSeen":"2026-11-24T05:00:00.000Z","eventLastSeen":"2026-11-24T05:55:{second:02}.000Z","archived":false,"count":{count}}},"severity":5,"createdAt":"2026-11-24T05:10:00.123Z","updatedAt":"2026-11-24T06:00:{second:02}.123Z","title":"EC2 instance i-{id:017x} is performing outbound port scans.","description":"EC2 instance i-{id:017x} is performing outbound port scans against remote host {remote}."}}"#,
    );
}

/// Events in an event each of CloudWatch Logs, ten a message.
pub(crate) fn cloudtrail_in_cloudwatch_logs(out: &mut String, seeded: &mut Seeded, number: u64) {
    if number.is_multiple_of(10) {
        out.push_str(r#"{"messageType":"DATA_MESSAGE","owner":"111122223333","logGroup":"trail","logStream":"111122223333_CloudTrail_us-east-1","subscriptionFilters":["siem"],"logEvents":["#);
    }
    let mut event = String::new();
    cloudtrail(&mut event, seeded, number);
    let time = SECONDS * 1_000 + number;
    let message = event.trim_end().replace('\\', r"\\").replace('"', r#"\""#);
    let _ = write!(out, r#"{{"id":"{number:056}","timestamp":{time},"message":"{message}"}}"#);
    out.push_str(if number % 10 == 9 { "]}\n" } else { "," });
}

/// Connections, and statements of which each has several lines.
pub(crate) fn postgresql(out: &mut String, seeded: &mut Seeded, number: u64) {
    let (client, port, process) =
        (seeded.address(), seeded.below(60_000) + 1024, seeded.below(30_000));
    let second = number % 60;
    let _ = write!(
        out,
        "2026-11-24 06:00:{second:02} UTC:{client}({port}):shop@orders:[{process}]:LOG:  "
    );
    let id = seeded.below(1 << 40);
    let _ = match seeded.below(3) {
        0 => writeln!(
            out,
            "connection authorized: user=shop database=orders application_name=web SSL enabled (protocol=TLSv1.3, cipher=TLS_AES_256_GCM_SHA384, bits=256)"
        ),
        1 => writeln!(
            out,
            "duration: {}.{:03} ms  statement: SELECT id, name,\n\tprice\n\tFROM items\n\tWHERE id = {id}\n\tORDER BY name;",
            seeded.below(2_000),
            seeded.below(1_000)
        ),
        _ => writeln!(out, "statement: UPDATE items SET stock = stock - 1 WHERE id = {id};"),
    };
}
