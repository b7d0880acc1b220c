#!/bin/sh
# Makes the certificates of the TLS cases: good.test, expired.test and other.test under a test authority, and one signed by itself.
set -eu
cd "$(dirname "$0")"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj "/CN=cleaner test authority" \
  -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign" -keyout ca.key -out ca.pem
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj "/CN=self.test" \
  -addext "subjectAltName=DNS:self.test" -keyout self.key -out self.crt
cat self.key self.crt > self.pem
for name in good expired other; do
  days=36500
  [ $name = expired ] && days=-1
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$name.test" -keyout $name.key -out $name.csr
  printf 'subjectAltName=DNS:%s.test\nbasicConstraints=CA:FALSE\n' $name > $name.ext
  openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days $days -extfile $name.ext -out $name.crt
  cat $name.key $name.crt > $name.pem
done
rm -f ./*.key ./*.csr ./*.crt ./*.ext ./*.srl
